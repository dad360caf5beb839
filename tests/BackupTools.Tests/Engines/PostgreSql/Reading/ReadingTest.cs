using System.Text;
using BackupTools.Engines.PostgreSql;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Reading;

/// <summary>What the tests of reading share: draining a source, and what psql itself reads.</summary>
public abstract class ReadingTest
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static PostgreSqlEngine Engine { get; } = new();

    private protected static async Task<(PostgresServer Server, string Database)> CreateAsync(int version, string sql)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("reading");
        await server.PsqlAsync(database, sql);
        return (server, database);
    }

    private protected static Task<IBackupSource> OpenAsync(DbConnectionInfo connection, int chunkSize = 64 * 1024, int parallelism = 2) =>
        Engine.OpenBackupAsync(new BackupRequest { Connection = connection, ChunkSize = chunkSize, Parallelism = parallelism }, Token);

    /// <summary>Reads a source to its end, part beside part as a backup does.</summary>
    private protected static async Task<Drained> DrainAsync(IBackupSource source, Action<ChunkInfo, ReadOnlyMemory<byte>>? look = null)
    {
        List<ChunkInfo> chunks = [];
        Dictionary<int, StringBuilder> texts = [];
        await Task.WhenAll(source.Parts.Select(part => Task.Run(
            async () =>
            {
                ChunkBuffer buffer = new();
                while (await part.ReadNextAsync(buffer, Token) is { } chunk)
                {
                    lock (chunks)
                    {
                        chunks.Add(chunk);
                        look?.Invoke(chunk, buffer.WrittenMemory);
                        if (look is null)
                            (texts.TryGetValue(chunk.ObjectIndex, out StringBuilder? text) ? text : texts[chunk.ObjectIndex] = new()).Append(Encoding.UTF8.GetString(buffer.WrittenSpan));
                    }

                    buffer.Clear();
                }
            },
            Token)));
        IReadOnlyList<TableContent> contents = await source.CompleteAsync(Token);
        Assert.All(
            chunks.GroupBy(c => c.ObjectIndex),
            g => Assert.Equal(Enumerable.Range(0, g.Count()), g.Select(c => c.Index).Order()));
        return new Drained(
            chunks, contents.ToDictionary(c => $"{c.Schema}.{c.Name}"),
            source.Objects.Select((o, i) => (o, i)).ToDictionary(x => $"{x.o.Schema}.{x.o.Name}", x => texts.TryGetValue(x.i, out StringBuilder? t) ? t.ToString() : ""));
    }

    /// <summary>What psql's own COPY says of a table.</summary>
    private protected static async Task<TableContent> ExpectedAsync(PostgresServer server, string database, string schema, string name, string what) =>
        Digest(schema, name, Encoding.UTF8.GetBytes(await server.PsqlAsync(database, "SET extra_float_digits = 3; SET search_path = ''; SET timezone = 'UTC'; COPY " + what + " TO STDOUT;") + "\n"));

    private protected static TableContent Digest(string schema, string name, ReadOnlySpan<byte> text)
    {
        RowDigest digest = new();
        while (text.IndexOf((byte)'\n') is >= 0 and int end)
        {
            digest.Add(text[..end]);
            text = text[(end + 1)..];
        }

        return new TableContent(schema, name, digest.Rows, digest.Checksum);
    }

    /// <summary>Waits until the database has no session, no lock and no transaction left but the one that asks.</summary>
    private protected static async Task NothingIsLeftAsync(PostgresServer server, string database)
    {
        string left = "";
        for (int i = 0; i < 200; i++)
        {
            left = await server.PsqlAsync(
                "postgres",
                $"SELECT pid, state, query FROM pg_stat_activity WHERE datname = '{database}' UNION ALL SELECT l.pid, l.mode, '' FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = '{database}'");
            if (left.Length == 0)
                return;
            await Task.Delay(50, Token);
        }

        Assert.Fail("Left behind: " + left);
    }

    private protected sealed record Drained(
        IReadOnlyList<ChunkInfo> Chunks, IReadOnlyDictionary<string, TableContent> Contents, IReadOnlyDictionary<string, string> Texts);
}
