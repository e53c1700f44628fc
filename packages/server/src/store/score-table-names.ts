/** Score tables that a piece of SQL names; see `score-tables.ts`. */
export const scoreTablesIn = (sql: string): string[] => [...new Set(sql.match(/\bscores_\d+_\d+\b/g))];
