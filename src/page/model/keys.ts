// The keys of the page, as its help lists them.

export const KEYS: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['/'], does: 'Search' },
  { keys: ['f'], does: 'Add a filter' },
  { keys: ['g'], does: 'Go to a letter, value or day' },
  { keys: ['j', 'k'], does: 'Next and previous contact' },
  { keys: ['←', '→'], does: 'Move along the row' },
  { keys: ['Enter'], does: 'Open the contact; once more: edit it' },
  { keys: ['o', 'x'], does: 'Only, or not, the value of the cell' },
  { keys: ['n', 'p'], does: 'Next and previous page' },
  { keys: ['c', 's', 'v', 'e'], does: 'Columns, sort, views, share' },
  { keys: ['b'], does: 'Counts by value' },
  { keys: ['a'], does: 'Add a contact' },
  { keys: ['Delete'], does: 'Delete the open contact' },
  { keys: ['Ctrl+Enter'], does: 'Save' },
  { keys: ['r'], does: 'Show what has changed' },
  { keys: ['Esc'], does: 'Close what is open' },
  { keys: ['?'], does: 'These keys' },
];
