import * as ts from 'typescript';

/** What a value on the wire may be, as a TypeScript type says it and as a JSON schema says it. */
export type Shape =
  | { kind: 'string' | 'number' | 'boolean' | 'null' | 'anything' }
  | { kind: 'enum'; values: string[] }
  | { kind: 'list'; of: Shape }
  | { kind: 'map'; of: Shape }
  | { kind: 'object'; fields: Record<string, { shape: Shape; optional: boolean }> }
  | { kind: 'either'; of: Shape[] };

export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
}

/** The exported interfaces and types of one source file, by name. */
export function typesIn(file: string): (name: string) => Shape {
  const program = ts.createProgram([file], { strict: true, noEmit: true, lib: ['lib.es2022.d.ts'], types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  return (name) => {
    const symbol = module && checker.getExportsOfModule(module).find((one) => one.name === name);
    if (!symbol) throw new Error(`${file} exports no ${name}`);
    return shapeOfType(checker.getDeclaredTypeOfSymbol(symbol), checker);
  };
}

function shapeOfType(type: ts.Type, checker: ts.TypeChecker): Shape {
  const shape = (one: ts.Type) => shapeOfType(one, checker);
  if (type.flags & ts.TypeFlags.Boolean) return { kind: 'boolean' };
  if (type.isStringLiteral()) return { kind: 'enum', values: [type.value] };
  if (type.flags & ts.TypeFlags.BooleanLiteral) return { kind: 'boolean' };
  if (type.isUnion()) return either(type.types.filter((one) => !(one.flags & ts.TypeFlags.Undefined)).map(shape));
  if (type.flags & ts.TypeFlags.String) return { kind: 'string' };
  if (type.flags & ts.TypeFlags.Number) return { kind: 'number' };
  if (type.flags & ts.TypeFlags.Null) return { kind: 'null' };
  if (type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Never | ts.TypeFlags.NonPrimitive)) return { kind: 'anything' };
  const [element] = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference) : [];
  if (element) return { kind: 'list', of: shape(element) };
  const entries = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (entries) return { kind: 'map', of: shape(entries) };
  const fields = checker.getPropertiesOfType(type).map((field) => {
    const optional = (field.flags & ts.SymbolFlags.Optional) !== 0;
    return [field.name, { shape: shape(checker.getTypeOfSymbol(field)), optional }] as const;
  });
  return { kind: 'object', fields: Object.fromEntries(fields) };
}

export function shapeOfSchema(schema: Schema, find: (ref: string) => Schema): Shape {
  const shape = (one: Schema): Shape => shapeOfSchema(one, find);
  if (schema.$ref !== undefined) return shape(find(schema.$ref));
  if (schema.allOf?.length === 1) return shape(schema.allOf[0] as Schema);
  if (Array.isArray(schema.type)) return either(schema.type.map((type) => shape({ ...schema, type })));
  if (schema.oneOf && !schema.properties) return either(schema.oneOf.map(shape));
  if (typeof schema.const === 'string') return { kind: 'enum', values: [schema.const] };
  if (schema.enum) return { kind: 'enum', values: schema.enum };
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return { kind: schema.type };
    case 'integer':
    case 'number':
      return { kind: 'number' };
    case 'array':
      return { kind: 'list', of: shape(schema.items ?? {}) };
    case 'object': {
      if (typeof schema.additionalProperties === 'object')
        return { kind: 'map', of: shape(schema.additionalProperties) };
      const fields = Object.entries(schema.properties ?? {}).map(
        ([name, one]) => [name, { shape: shape(one), optional: !(schema.required ?? []).includes(name) }] as const,
      );
      return { kind: 'object', fields: Object.fromEntries(fields) };
    }
    default:
      return { kind: 'anything' };
  }
}

function either(all: Shape[]): Shape {
  const values = all.flatMap((one) => (one.kind === 'enum' ? one.values : []));
  const others = all.filter((one) => one.kind !== 'enum');
  const distinct = others.filter((one, at) => others.findIndex(({ kind }) => kind === one.kind) === at);
  const parts: Shape[] = values.length > 0 ? [...distinct, { kind: 'enum', values }] : distinct;
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: 'either', of: parts };
}

/** In what the code's shape contradicts the document's. `reads`: the code receives it; otherwise the code writes it. */
export function contradictions(code: Shape, document: Shape, reads: boolean, at: string): string[] {
  const isNothing = code.kind === 'map' && code.of.kind === 'anything';
  if (code.kind === 'anything' || isNothing) return [];
  if (code.kind !== document.kind) return [`${at}: ${code.kind} in the code, ${document.kind} in the document`];
  if (code.kind === 'enum' && document.kind === 'enum') {
    const [ours, theirs] = [[...code.values].sort().join(), [...document.values].sort().join()];
    return ours === theirs ? [] : [`${at}: ${ours} in the code, ${theirs} in the document`];
  }
  if ((code.kind === 'list' || code.kind === 'map') && 'of' in document && !Array.isArray(document.of)) {
    return contradictions(code.of, document.of, reads, `${at}[]`);
  }
  if (code.kind === 'either' && document.kind === 'either') {
    return code.of.flatMap((one) => {
      const same = document.of.find(({ kind }) => kind === one.kind);
      return same ? contradictions(one, same, reads, at) : [`${at}: no ${one.kind} in the document`];
    });
  }
  if (code.kind !== 'object' || document.kind !== 'object') return [];
  const unknown = Object.keys(code.fields).filter((name) => !(name in document.fields));
  const missing = Object.keys(document.fields).filter(
    (name) => !document.fields[name]?.optional && !(name in code.fields),
  );
  const both = Object.entries(code.fields).filter(([name]) => name in document.fields);
  const [sure, unsure] = reads ? [code, document] : [document, code];
  return [
    ...unknown.map((name) => `${at}.${name}: not in the document`),
    ...missing.map((name) => `${at}.${name}: not in the code`),
    ...both
      .filter(([name]) => !sure.fields[name]?.optional && unsure.fields[name]?.optional)
      .map(([name]) => `${at}.${name}: may be absent on one side only`),
    ...both.flatMap(([name, { shape }]) =>
      contradictions(shape, document.fields[name]?.shape ?? { kind: 'anything' }, reads, `${at}.${name}`),
    ),
  ];
}
