-- History from files: many prices at once, never over a price that is there already. A batch is one statement each for
-- looking, inserting and folding, so that the cost is per row and not per call.

-- The one rule of what a file or a backfill may fill in: a day (UTC) of a metal on which nothing was pulled. A close or a
-- fix, stamped with noon, would stand among pulled prices as if it had been seen at noon; a finer file would be folded
-- into bars that know those prices already.
create function spot.days_with_pulls(metals text[], times timestamptz[])
returns table (metal text, day timestamptz, price numeric, provider text)
language sql
stable
set search_path = ''
as $$
  select wanted.metal, wanted.day, pulled.price, pulled.provider
  from (
    select distinct given.metal, date_trunc('day', given.at, 'UTC') as day
    from unnest(metals, times) as given (metal, at)
  ) as wanted
  cross join lateral (
    select prices.price, prices.provider
    from spot.prices
    where prices.metal = wanted.metal
      and prices.priced_at >= wanted.day and prices.priced_at < wanted.day + interval '24 hours'
      and prices.status <> 'imported'
    order by prices.priced_at desc
    limit 1
  ) as pulled
$$;

comment on function spot.days_with_pulls is
  'Of the days (UTC) of these metals and times those that have pulled prices, each with its last: no history is filled in there.';

-- Real history beside invented prices is a wrong chart. The invented ones go where the operator says so, never by themselves.
create function spot.check_import(metals text[], times timestamptz[], prices numeric[], providers text[], dry_run boolean)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_latest timestamptz := (select max(given.at) from unnest(times) as given (at));
  v_held text := spot.held_origin();
  v_mixed text;
begin
  if array_position(array[cardinality(times), cardinality(prices), cardinality(providers)], null) is not null
    or cardinality(metals) <> any (array[cardinality(times), cardinality(prices), cardinality(providers)])
  then
    perform spot.refuse(
      400, 'INPUT_BAD_BODY', 'Cannot import prices: the four lists differ in length', null,
      'metals, times, prices and providers hold one entry per price'
    );
  end if;
  if cardinality(metals) > 20000 then
    perform spot.refuse(
      413, 'INPUT_BODY_TOO_LARGE', 'Cannot import prices: the batch is too large', 'At most 20000 prices', null
    );
  end if;
  if v_latest > now() + interval '1 minute' then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', 'Cannot import prices: one is of the future', spot.utc(v_latest), null
    );
  end if;
  select min(spot.origin_of(given.provider)) into v_mixed
  from (select distinct provider from unnest(providers) as every (provider)) as given
  where spot.origin_of(given.provider) <> v_held;
  -- A dry run says so in its answer.
  if v_mixed is not null and not dry_run then
    perform spot.refuse(
      409, 'IMPORT_ORIGIN_MIXED',
      format('Cannot import %s prices: the database holds %s ones', v_mixed, v_held), null,
      case v_held
        when 'live' then 'Use another folder for them: deno task start --simulate --dir .local/simulated'
        else 'deno task import … --clear-invented removes the invented prices first; or import into another folder'
      end
    );
  end if;
end;
$$;

comment on function spot.check_import is 'Refuses a batch of an import that is out of shape, of the future, or of another origin than what is stored.';

create function spot.import_prices(
  metals text[], times timestamptz[], prices numeric[], providers text[], dry_run boolean
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_from timestamptz := (select min(given.at) from unnest(times) as given (at));
  v_to timestamptz := (select max(given.at) from unnest(times) as given (at));
  v_metals text[];
  v_times timestamptz[];
  v_values numeric[];
  v_providers text[];
  v_same int;
  v_conflicts jsonb;
  v_conflicting int;
begin
  perform spot.check_import(metals, times, prices, providers, dry_run);
  -- A batch lost in a crash is stored when the import is repeated; spot.finish_import waits for the disk.
  perform set_config('synchronous_commit', 'off', true);

  -- Of one metal and time the first price of the batch counts; the others are looked at as if they came later.
  with given as (
    select metal, at, price, provider, row_number() over (partition by metal, at order by place) as turn,
      first_value(price) over (partition by metal, at order by place) as first_price
    from unnest(metals, times, prices, providers) with ordinality as given (metal, at, price, provider, place)
  ),
  compared as (
    select given.*, coalesce(stored.price, pulled.price, case when turn > 1 then first_price end) as stored_price,
      coalesce(stored.provider, pulled.provider, '') as stored_provider,
      -- The same number as the last of its day is no second copy of it.
      stored.price is null and pulled.price is not null as is_of_a_pulled_day
    from given
    left join spot.prices as stored
      on stored.metal = given.metal and stored.priced_at = given.at
      -- Leaves out the partitions of other years.
      and stored.priced_at >= v_from and stored.priced_at <= v_to
    left join spot.days_with_pulls(metals, times) as pulled
      on pulled.metal = given.metal and pulled.day = date_trunc('day', given.at, 'UTC')
  )
  select
    -- In one order for all, so that two batches at once may wait for each other but never in a circle.
    array_agg(metal order by at, metal) filter (where stored_price is null),
    array_agg(at order by at, metal) filter (where stored_price is null),
    array_agg(price order by at, metal) filter (where stored_price is null),
    array_agg(provider order by at, metal) filter (where stored_price is null),
    count(*) filter (where stored_price = price and not is_of_a_pulled_day),
    count(*) filter (where stored_price <> price or is_of_a_pulled_day),
    jsonb_path_query_array(
      coalesce(
        jsonb_agg(
          jsonb_build_object(
            'metal', metal, 'ts', spot.utc(at), 'stored', trim_scale(stored_price), 'offered', trim_scale(price),
            'stored_provider', stored_provider, 'offered_provider', provider
          )
          order by at
        ) filter (where stored_price <> price or is_of_a_pulled_day),
        '[]'
      ),
      '$[0 to 9]'
    )
  into v_metals, v_times, v_values, v_providers, v_same, v_conflicting, v_conflicts
  from compared;

  if v_metals is not null and not dry_run then
    perform spot.ensure_partition('prices', year.begins_at)
    from (select distinct date_trunc('year', given.at, 'UTC') as begins_at from unnest(v_times) as given (at)) as year;

    -- Somebody else may have stored one of them since; that one is left out of the bars.
    with inserted as (
      insert into spot.prices (priced_at, quoted_at, metal, status, provider, price)
      select given.at, given.at, given.metal, 'imported', given.provider, given.price
      from unnest(v_metals, v_times, v_values, v_providers) as given (metal, at, price, provider)
      on conflict (metal, priced_at) do nothing
      returning prices.metal, prices.priced_at, prices.price
    )
    select array_agg(inserted.metal), array_agg(inserted.priced_at), array_agg(inserted.price)
    into v_metals, v_times, v_values
    from inserted;
    perform spot.fold_into_bars(v_metals, v_times, v_values);
  end if;

  return jsonb_build_object(
    'new', coalesce(cardinality(v_metals), 0), 'same', v_same, 'conflicting', v_conflicting, 'conflicts', v_conflicts
  );
end;
$$;

comment on function spot.import_prices is
  'Stores prices of the past (USD per troy ounce) on days that have no pulled price and at times that have none; returns how many '
  'were new, the same, or in conflict (the first ten shown).';

create function public.import_prices(
  metals text[], times timestamptz[], prices numeric[], providers text[], dry_run boolean default false
)
returns jsonb
language sql
volatile
set search_path = ''
as $$ select spot.import_prices(metals, times, prices, providers, dry_run) $$;

comment on function public.import_prices is 'See spot.import_prices. For the service only.';

-- Making a partition waits for everybody who uses the table, so that two batches that each make one could wait for each
-- other. Whoever sends several at once makes the partitions first.
create function public.prepare_import(years int[], clear_invented boolean default false)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if clear_invented and spot.held_origin() <> 'live' then
    perform spot.discard_invented_prices();
    perform spot.refresh_latest_prices();
  end if;
  perform spot.ensure_partition('prices', make_timestamptz(year, 6, 1, 0, 0, 0, 'UTC'))
  from unnest(years) as year
  where year between 1900 and extract(year from now() at time zone 'UTC')
  order by year;
end;
$$;

comment on function public.prepare_import is
  'Makes the partitions of years whose prices will be imported; with clear_invented, simulated and replayed prices go first. '
  'For the service only.';

-- Once after all batches, not once a batch.
create function public.finish_import()
returns void
language sql
volatile
set search_path = ''
as $$ select spot.refresh_latest_prices() $$;

comment on function public.finish_import is 'Shows what an import brought in the latest prices. For the service only.';

revoke all on function
  spot.days_with_pulls, spot.check_import, spot.import_prices, public.import_prices, public.prepare_import,
  public.finish_import
from public, anon, authenticated, service_role;
grant execute on function
  spot.days_with_pulls, spot.check_import, spot.import_prices, public.import_prices, public.prepare_import,
  public.finish_import
to service_role;
