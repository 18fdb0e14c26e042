// The field table that is spelt out for others is the one that the project derives. Held by tsc alone.
import type * as Declared from 'kartei/client';
import type * as Derived from '../../src/client/table.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [Key in keyof T]: { [Part in keyof T[Key]]: T[Key][Part] } };

true satisfies Equal<Flat<Declared.FieldTable>, Flat<Derived.FieldTable>>;
true satisfies Equal<Declared.CountWanted, Derived.CountWanted>;
true satisfies Equal<Declared.ProblemName, Derived.ProblemName>;
true satisfies Equal<Declared.FaultName, Derived.FaultName>;
