-- History from files: many prices at once, never over a price that is there already. A batch is one statement each for
-- looking, inserting and folding, so that the cost is per row and not per call.

create function spot.import_prices(
  metals text[], times timestamptz[], prices numeric[], providers text[], dry_run boolean
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_from timestamptz;
  v_to timestamptz;
  v_metals text[];
  v_times timestamptz[];
  v_values numeric[];
  v_providers text[];
  v_same int;
  v_conflicts jsonb;
  v_conflicting int;
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
  -- A batch lost in a crash is stored when the import is repeated; spot.finish_import waits for the disk.
  perform set_config('synchronous_commit', 'off', true);
  select min(given.at), max(given.at) into v_from, v_to from unnest(times) as given (at);
  if v_to > now() + interval '1 minute' then
    perform spot.refuse(
      400, 'INPUT_BAD_VALUE', 'Cannot import prices: one is of the future', spot.utc(v_to), null
    );
  end if;

  -- Of one metal and time the first price of the batch counts; the others are looked at as if they came later.
  with given as (
    select metal, at, price, provider, row_number() over (partition by metal, at order by place) as turn,
      first_value(price) over (partition by metal, at order by place) as first_price
    from unnest(metals, times, prices, providers) with ordinality as given (metal, at, price, provider, place)
  ),
  compared as (
    select given.*, coalesce(stored.price, case when turn > 1 then first_price end) as stored_price,
      coalesce(stored.provider, '') as stored_provider
    from given
    left join spot.prices as stored
      on stored.metal = given.metal and stored.priced_at = given.at
      -- Leaves out the partitions of other years.
      and stored.priced_at >= v_from and stored.priced_at <= v_to
  )
  select
    -- In one order for all, so that two batches at once may wait for each other but never in a circle.
    array_agg(metal order by at, metal) filter (where stored_price is null),
    array_agg(at order by at, metal) filter (where stored_price is null),
    array_agg(price order by at, metal) filter (where stored_price is null),
    array_agg(provider order by at, metal) filter (where stored_price is null),
    count(*) filter (where stored_price = price),
    count(*) filter (where stored_price <> price),
    jsonb_path_query_array(
      coalesce(
        jsonb_agg(
          jsonb_build_object(
            'metal', metal, 'ts', spot.utc(at), 'stored', trim_scale(stored_price), 'offered', trim_scale(price),
            'stored_provider', stored_provider, 'offered_provider', provider
          )
          order by at
        ) filter (where stored_price <> price),
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
  'Stores prices of the past (USD per troy ounce) where there is none yet; returns how many were new, the same, or in conflict (the first ten shown).';

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
create function public.prepare_import(years int[])
returns void
language sql
volatile
set search_path = ''
as $$
  select spot.ensure_partition('prices', make_timestamptz(year, 6, 1, 0, 0, 0, 'UTC'))
  from unnest(years) as year
  where year between 1900 and extract(year from now())
  order by year
$$;

comment on function public.prepare_import is 'Makes the partitions of years whose prices will be imported. For the service only.';

-- Once after all batches, not once a batch.
create function public.finish_import()
returns void
language sql
volatile
set search_path = ''
as $$ select spot.refresh_latest_prices() $$;

comment on function public.finish_import is 'Shows what an import brought in the latest prices. For the service only.';

revoke all on function
  spot.import_prices, public.import_prices, public.prepare_import, public.finish_import
from public, anon, authenticated, service_role;
grant execute on function
  spot.import_prices, public.import_prices, public.prepare_import, public.finish_import
to service_role;
