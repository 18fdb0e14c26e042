// What the client knows of the API before it asks: the field table and the closed lists, as types. Everything else here
// imports them from this module alone; in what is built for others its place is taken by the same, spelt out (declare.ts).
import type { FieldName, TypedFields, WrittenName } from '../contact/fields.ts';
import type { FaultCode, ProblemType } from '../problem.ts';
import type { CountMode } from '../query/options.ts';

/** What the client that makes a contact must say of a field. */
type Saying<Name extends FieldName> = Name extends WrittenName
  ? TypedFields[Name]['table'] extends 'address'
    ? 'with its address'
    : true extends TypedFields[Name]['hasDefault'] | (null extends TypedFields[Name]['returned'] ? true : false)
      ? 'if wanted'
      : 'always'
  : 'never';

export type FieldTable = {
  [Name in FieldName]: {
    holds: TypedFields[Name]['returned'];
    operators: TypedFields[Name]['operators'] | (null extends TypedFields[Name]['returned'] ? 'null' : never);
    isSaid: Saying<Name>;
    hasFacet: TypedFields[Name]['hasFacet'];
  };
};

export type CountWanted = CountMode;
export type ProblemName = ProblemType;
export type FaultName = FaultCode;
