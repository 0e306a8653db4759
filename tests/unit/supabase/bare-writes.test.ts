import assert from "node:assert/strict";
import { join } from "node:path";
import { type BareWrite, findBareWrites } from "../../support/bare-writes.ts";

const ROOT = join(import.meta.dirname ?? ".", "..", "..", "..");

const CASES: readonly (readonly [string, string, readonly BareWrite[]])[] = [
  ["an update with a condition", "update t set a = 1 where b = 2", []],
  ["a condition that is always true", "delete from t where true", []],
  ["an insert that updates", "insert into t values (1) on conflict (a) do update set a = excluded.a", []],
  ["a trigger and a lock", "create trigger x after update on t for each row execute function f()", []],
  ["a bare update", "update spot.t set a = 1", [{ place: "a statement", statement: "update spot.t" }]],
  [
    "a bare delete in a common table expression",
    "with gone as (delete from t returning 1) select count(*) from gone",
    [{ place: "a statement", statement: "delete from t" }],
  ],
  [
    "a bare delete in a SQL function, after letters of two bytes",
    "-- Größe\ncreate function spot.f() returns void language sql as $$ select 'ä'; delete from t; $$; select 1",
    [{ place: "spot.f", statement: "delete from t" }],
  ],
  [
    "a bare update in a body that is parsed when it is made",
    "create function f() returns void language sql begin atomic update t set a = 1; end",
    [{ place: "a statement", statement: "update t" }],
  ],
  [
    "bare statements deep inside of plpgsql",
    `create function spot.f() returns setof int language plpgsql as $$
     declare v int := (select 1);
     begin
       if exists (select from t where a = 1) then delete from t; end if;
       for v in update u set a = 1 returning a loop null; end loop;
       begin null; exception when others then update w set a = 1; end;
       return query with x as (delete from y returning 1) select * from x;
     end $$`,
    ["delete from t", "update u", "update w", "delete from y"].map((statement) => ({
      place: "spot.f",
      statement,
    })),
  ],
  ["a bare delete in a DO block", "do $$ begin delete from t; end $$", [
    { place: "a DO block", statement: "delete from t" },
  ]],
  [
    "a bare delete in dynamic SQL",
    "create function f() returns void language plpgsql as $$ begin execute format('delete from %I', 't'); end $$",
    [{ place: "f", statement: "execute 'delete from %I'" }],
  ],
];

for (const [name, sql, expected] of CASES) {
  Deno.test(`${name}: ${expected.length} without WHERE`, () =>
    assert.deepEqual(findBareWrites(sql), expected));
}

for (const folder of ["supabase/migrations", "stack/standins"]) {
  Deno.test(`no UPDATE or DELETE of ${folder} is without WHERE, which the hosted database refuses`, () => {
    const files = [...Deno.readDirSync(join(ROOT, folder))].map(({ name }) => name)
      .filter((name) => name.endsWith(".sql")).sort();
    assert.ok(files.length > 0);
    const found = files.flatMap((name) =>
      findBareWrites(Deno.readTextFileSync(join(ROOT, folder, name))).map((bare) => ({ file: name, ...bare }))
    );
    assert.deepEqual(found, []);
  });
}
