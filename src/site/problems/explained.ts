// Every type of problem, explained. Complete by its type: what is added to the code and not here does not compile. A test
// asks for each of the answers. Pure.
import type { ProblemType } from '../../problem.ts';
import { OF_DEPLOYMENT } from './deployment.ts';
import type { Explanation } from './explanation.ts';
import { OF_READS } from './reads.ts';
import { OF_WRITES } from './writes.ts';

export const EXPLAINED: Record<ProblemType, Explanation> = { ...OF_READS, ...OF_WRITES, ...OF_DEPLOYMENT };
