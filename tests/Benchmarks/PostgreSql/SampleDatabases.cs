using System.Globalization;

namespace BackupTools.Benchmarks.PostgreSql;

/// <summary>
/// Two databases of ordinary rows: <c>mixed</c> (wide rows with numerics, dates and text; events with jsonb, uuid and
/// timestamps; binary blobs), and <c>single</c>, which is one large table.
/// </summary>
internal static class SampleDatabases
{
    /// <summary>Rows of each sort that fill about one MiB of a table.</summary>
    private const int WidePerMiB = 4200, EventsPerMiB = 3070, BlobsPerMiB = 116;

    /// <summary>Makes both, unless they are there already.</summary>
    /// <returns>Their names.</returns>
    public static (string Mixed, string Single) Make(Server server, int sizeMiB)
    {
        string mixed = $"bench_mixed_{sizeMiB}", single = $"bench_single_{sizeMiB}";
        MakeOne(server, mixed, Wide("invoice", sizeMiB / 2 * WidePerMiB) + Events(sizeMiB * 3 / 10 * EventsPerMiB) + Blobs(sizeMiB / 5 * BlobsPerMiB));
        MakeOne(server, single, Wide("ledger", sizeMiB * WidePerMiB));
        return (mixed, single);
    }

    private static void MakeOne(Server server, string name, string script)
    {
        if (server.Query("postgres", $"SELECT count(*) FROM pg_database WHERE datname = '{name}'") == "1")
            return;
        Console.WriteLine($"Making the database {name} …");
        server.Query("postgres", $"CREATE DATABASE {name}_unfinished");
        server.Query($"{name}_unfinished", script);
        server.Query($"{name}_unfinished", "VACUUM ANALYZE");
        server.Query("postgres", $"ALTER DATABASE {name}_unfinished RENAME TO {name}");
    }

    private static string Wide(string table, int rows) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE {table} (id bigint, customer integer NOT NULL, placed date NOT NULL, due date, shipped timestamptz,
            net numeric(12,2) NOT NULL, tax numeric(10,4), weight double precision, quantity smallint, paid boolean,
            currency char(3), status text, street text, city text, note text, reference varchar(40));
        INSERT INTO {table} SELECT i, (i * 7919 % 100000)::integer, date '2015-01-01' + (i * 31 % 4000)::integer, date '2015-02-01' + (i * 37 % 4000)::integer,
            timestamptz '2015-01-01 00:00+00' + make_interval(secs => i * 97.31), (i * 7907 % 10000000) / 100.0,
            (i * 31337 % 1000000) / 10000.0, i / 7.0, (i % 500)::smallint, i % 3 = 0, (ARRAY['EUR','USD','GBP','CHF'])[1 + i % 4],
            (ARRAY['open','paid','shipped','returned'])[1 + i * 7 % 4], 'Street of the ' || md5(i::text) || ' ' || i % 250,
            'City number ' || i * 13 % 9000, CASE WHEN i % 3 = 0 THEN repeat('please deliver with care to door ' || i % 97 || '; ', 1 + (i % 5)::integer) END,
            upper(md5((i * 3)::text))
        FROM generate_series(1::bigint, {Math.Max(1, rows)}) AS i;
        ALTER TABLE {table} ADD PRIMARY KEY (id);
        CREATE INDEX ON {table} (customer, placed);
        CREATE INDEX ON {table} (reference);

        """);

    private static string Events(int rows) => string.Create(CultureInfo.InvariantCulture, $$"""
        CREATE TABLE event (id uuid PRIMARY KEY, at timestamptz NOT NULL, received timestamp NOT NULL, kind text NOT NULL, payload jsonb NOT NULL);
        INSERT INTO event SELECT md5('e' || i)::uuid, timestamptz '2020-01-01 00:00+00' + make_interval(secs => i * 3.17),
            timestamp '2020-01-01' + make_interval(secs => i * 3.171), 'kind-' || i % 23,
            jsonb_build_object('session', md5((i / 20)::text), 'user', i * 7919 % 100000, 'path', '/shop/' || i % 500 || '/item',
                'ms', (i * 31337 % 300000) / 100.0, 'agent', 'Mozilla/5.0 (X11; Linux x86_64)', 'tags', jsonb_build_array(i % 7, 'blue', i % 11 = 0),
                'address', jsonb_build_object('ip', '10.0.' || i % 250 || '.' || i % 199, 'country', 'CH'))
        FROM generate_series(1::bigint, {{Math.Max(1, rows)}}) AS i;
        CREATE INDEX ON event (kind, at);

        """);

    private static string Blobs(int rows) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE attachment (id integer PRIMARY KEY, name text NOT NULL, content bytea NOT NULL);
        ALTER TABLE attachment ALTER COLUMN content SET STORAGE EXTERNAL;
        INSERT INTO attachment SELECT i, 'file-' || i || '.bin',
            (SELECT string_agg(sha256(int8send(i * 1000 + k)), ''::bytea) FROM generate_series(1, 100 + i % 311) AS k)
        FROM generate_series(1::bigint, {Math.Max(1, rows)}) AS i;

        """);
}
