-- Everything out again, page by page along the primary keys, so that a page costs the same at the end as at the start.
-- Numbers leave as text, with every digit.

create function public.export_page(name text, after text[] default '{}', most int default 5000)
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  v_rows json;
  v_next text[];
begin
  if most not between 1 and 20000 then
    perform spot.refuse(400, 'INPUT_BAD_VALUE', 'Cannot export: a page holds 1 to 20000 rows', null, null);
  end if;
  case name
    when 'prices' then
      -- One metal at a time: its prices lie in order in their partitions.
      with page as (
        select * from spot.prices
        where metal = after[1] and priced_at > coalesce(after[2]::timestamptz, '-infinity')
        order by priced_at limit most
      )
      select
        json_agg(json_build_array(
          spot.utc_exactly(priced_at), metal, price::text, provider, status, spot.utc_exactly(quoted_at),
          spot.utc_exactly(fetched_at), bid::text, ask::text, confidence::text, corroborated_by
        ) order by priced_at),
        array[max(metal), max(priced_at)::text]
      into v_rows, v_next from page;
    when 'bars' then
      with page as (
        select * from spot.bars
        where (metal, resolution, opened_at)
          > (coalesce(after[1], ''), coalesce(after[2], ''), coalesce(after[3]::timestamptz, '-infinity'))
        order by metal, resolution, opened_at limit most
      )
      select
        json_agg(json_build_array(
          metal, resolution, spot.utc_exactly(opened_at), open::text, high::text, low::text, close::text, price_count,
          spot.utc_exactly(first_at), spot.utc_exactly(last_at)
        ) order by metal, resolution, opened_at),
        (array_agg(array[metal, resolution, opened_at::text] order by metal desc, resolution desc, opened_at desc))[1:1]
      into v_rows, v_next from page;
    when 'fx' then
      with page as (
        select * from spot.fx_rates
        where (currency, rate_date) > (coalesce(after[1], ''), coalesce(after[2]::date, '-infinity'))
        order by currency, rate_date limit most
      )
      select
        json_agg(json_build_array(
          currency, rate_date, usd_value::text, spot.utc_exactly(quoted_at), provider_key, is_reference
        ) order by currency, rate_date),
        (array_agg(array[currency, rate_date::text] order by currency desc, rate_date desc))[1:1]
      into v_rows, v_next from page;
    when 'quotes' then
      with page as (
        select * from spot.quotes
        where (fetched_at, pull_id, provider_key, metal)
          > (coalesce(after[1]::timestamptz, '-infinity'), coalesce(after[2]::bigint, 0), coalesce(after[3], ''), coalesce(after[4], ''))
        order by fetched_at, pull_id, provider_key, metal limit most
      )
      select
        json_agg(json_build_array(
          spot.utc_exactly(fetched_at), spot.utc_exactly(quoted_at), provider_key, metal, price::text, bid::text, ask::text,
          verdict, reason, detail
        ) order by fetched_at, pull_id, provider_key, metal),
        (array_agg(array[fetched_at::text, pull_id::text, provider_key, metal]
          order by fetched_at desc, pull_id desc, provider_key desc, metal desc))[1:1]
      into v_rows, v_next from page;
    else
      perform spot.refuse(
        400, 'INPUT_BAD_VALUE', format('Cannot export "%s": there is nothing of that name', left(name, 40)), null,
        'prices, bars, fx, quotes'
      );
  end case;
  return json_build_object(
    'rows', coalesce(v_rows, '[]'),
    -- Flat, whatever the shape of the aggregate.
    'next', case when v_rows is not null then to_json(array(select unnest(v_next))) end
  );
end;
$$;

comment on function public.export_page is
  'The rows of prices (of the metal after[1]), bars, fx or quotes that follow a place, and the place to go on from; null at the end. For the service only.';

revoke all on function public.export_page from public, anon, authenticated, service_role;
grant execute on function public.export_page to service_role;
