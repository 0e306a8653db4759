-- Local data only. The project needs none: providers and settings come with the migrations, prices with the first pull.
select 1;
