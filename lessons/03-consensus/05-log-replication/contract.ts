export type { Append, AppendAnswer, AppendReply, Entry, RaftLog } from 'faultlab';
