// The order in which files are tested: the longest first, so that none is left alone in the end. How long they were is
// remembered with what is installed, so a clean checkout knows nothing of it but this list.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes a minute or more in the thorough run, the longest first. */
const LONGEST = [
  'bench/suites', 'process/guard', 'seed/kill', 'browser/access', 'seed/backup/backup', 'seed/backup/kill', 'seed/search',
  'seed/load/resume', 'process/field', 'seed/ship/ship', 'bench/postgres', 'browser/features', 'process/commands',
  'bench/prober/regions', 'browser/list', 'seed/epoch', 'seed/runtime', 'browser/network', 'browser/docs', 'browser/bulk',
  'property/model/faults', 'api/action/many', 'property/planner', 'property/fuzz', 'property/search', 'property/list',
]; // biome-ignore format: a list of names

const toRank = ({ moduleId }: TestSpecification) => {
  const rank = LONGEST.findIndex((name) => moduleId.includes(`/test/${name}`));
  return rank === -1 ? LONGEST.length : rank;
};

export class LongestFirst extends BaseSequencer {
  /** The projects stay apart, for a runtime serves one of them. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const known = await super.sort(files);
    const projects = Map.groupBy(known, ({ project }) => project.name);
    return [...projects.values()].flatMap((own) => own.sort((a, b) => toRank(a) - toRank(b)));
  }
}
