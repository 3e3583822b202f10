/**
 * One choice about a link's messages that is made instead of drawn: a schedule decides only what the seed would have
 * decided, so it stays within what the scenario's network and faults may do. `message` is `<from>><to>:<number on the
 * link>`. Each stands by itself: without it its messages go as the seed draws them, and all others as before.
 */
export type Choice =
  /** A message fault of the plan strikes it, if it is in force then and concerns such messages. */
  | { readonly does: 'strike'; readonly fault: string; readonly message: string }
  /** So long it is on its way; what lies on a wire before it comes on top. */
  | { readonly does: 'take'; readonly message: string; readonly delayMs: number }
  /** From this message on, what the link adds to each is this quantile of its distributions, in (0, 1), until its next `pace`. */
  | { readonly does: 'pace'; readonly message: string; readonly quantile: number };

/** What is chosen for one message. */
export interface Chosen {
  /** Ids of the faults that strike it. */
  readonly struckBy: readonly string[];
  readonly takesMs: number | undefined;
  readonly quantile: number | undefined;
}

interface OfLink {
  /** By the number of the message. */
  readonly single: Map<number, Exclude<Choice, { does: 'pace' }>[]>;
  /** Latest first. */
  readonly paces: { readonly from: number; readonly quantile: number }[];
}

/** The link and the number on it that a choice or a decision names. */
export function messageNamed(message: string): { readonly link: string; readonly number: number } {
  const colon = message.lastIndexOf(':');
  return { link: message.slice(0, colon), number: Number(message.slice(colon + 1)) };
}

/** The choices of a plan, by message. */
export class Schedule {
  private readonly links = new Map<string, OfLink>();

  constructor(choices: readonly Choice[]) {
    for (const choice of choices) {
      const { link, number } = messageNamed(choice.message);
      let ofLink = this.links.get(link);
      if (!ofLink) this.links.set(link, ofLink = { single: new Map(), paces: [] });
      if (choice.does === 'pace') ofLink.paces.push({ from: number, quantile: choice.quantile });
      else ofLink.single.set(number, [...ofLink.single.get(number) ?? [], choice]);
    }
    for (const { paces } of this.links.values()) paces.sort((a, b) => b.from - a.from);
  }

  /** Undefined where everything is drawn. */
  of(from: string, to: string, number: number): Chosen | undefined {
    const ofLink = this.links.get(`${from}>${to}`);
    if (!ofLink) return undefined;
    const quantile = ofLink.paces.find(pace => pace.from <= number)?.quantile;
    const single = ofLink.single.get(number);
    if (quantile === undefined && !single) return undefined;
    return {
      struckBy: single?.flatMap(choice => (choice.does === 'strike' ? [choice.fault] : [])) ?? [],
      takesMs: single?.flatMap(choice => (choice.does === 'take' ? [choice.delayMs] : []))[0],
      quantile,
    };
  }
}
