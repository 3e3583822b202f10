import type * as v from 'valibot';
import type { Catalogue } from '../../course/catalogue.ts';
import { assignmentSchema } from '../../course/assignment/schema.ts';

/** A JSON schema, or a part of one (https://json-schema.org/draft-07). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON schema that editors complete `assignment.yaml` by, with the lessons that there are. */
export function assignmentJsonSchema({ modules }: Pick<Catalogue, 'modules'>): JsonSchema {
  const schema = converted(assignmentSchema) as { properties: { lessons: { items: { properties: { lesson: JsonSchema } } } } };
  const { properties } = schema.properties.lessons.items;
  const built = modules.flatMap(({ lessons }) => lessons).filter(lesson => lesson.built);
  const known = { enum: built.map(({ id }) => id), enumDescriptions: built.map(({ number, title }) => `${number} ${title}`) };
  // Numbers, and lessons of packs, are not in the list.
  properties.lesson = { ...properties.lesson, anyOf: [known, { type: 'string' }] };
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Faultlab assignment', ...schema };
}

type Part = v.GenericSchema & {
  readonly entries?: Readonly<Record<string, Part>>;
  readonly item?: Part;
  readonly value?: Part;
  readonly wrapped?: Part;
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown; readonly description?: string }[];
};

/** Of the schemas that an assignment uses. Throws on any other. */
function converted(schema: v.GenericSchema): JsonSchema {
  const part = schema as Part;
  const [inner, ...rest] = part.pipe ?? [part];
  const base = inner === part || part.pipe === undefined ? plain(part) : converted(inner as unknown as Part);
  return { ...base, ...Object.assign({}, ...rest.map(detail)) as JsonSchema };
}

function plain(part: Part): JsonSchema {
  switch (part.type) {
    case 'exact_optional': return converted(part.wrapped!);
    case 'string': return { type: 'string' };
    case 'number': return { type: 'number' };
    case 'array': return { type: 'array', items: converted(part.item!) };
    case 'record': return { type: 'object', additionalProperties: converted(part.value!) };
    case 'strict_object': {
      const entries = Object.entries(part.entries!);
      return {
        type: 'object',
        properties: Object.fromEntries(entries.map(([name, entry]) => [name, converted(entry)])),
        required: entries.filter(([, entry]) => innermost(entry).type !== 'exact_optional').map(([name]) => name),
        additionalProperties: false,
      };
    }
    default: throw new Error(`no JSON schema for ${part.type}`);
  }
}

/** Below descriptions and checks. */
function innermost(part: Part): Part {
  const [first] = part.pipe ?? [];
  return first === undefined || first as unknown === part ? part : innermost(first as unknown as Part);
}

function detail({ type, requirement, description }: NonNullable<Part['pipe']>[number]): JsonSchema {
  switch (type) {
    case 'description': return { description };
    case 'non_empty': return { minLength: 1, minItems: 1 };
    case 'integer': return { type: 'integer' };
    case 'min_value': return { minimum: requirement };
    case 'max_value': return { maximum: requirement };
    case 'regex': return { pattern: (requirement as RegExp).source };
    case 'check': return {};
    default: throw new Error(`no JSON schema for ${type}`);
  }
}
