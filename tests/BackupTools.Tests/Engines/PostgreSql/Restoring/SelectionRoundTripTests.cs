using BackupTools.Engines.PostgreSql;
using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>A part of a database, chosen at the backup or at the restore, is what pg_dump makes of the same choice.</summary>
public sealed class SelectionRoundTripTests
{
    private const string Script = """
        CREATE SCHEMA sales;
        CREATE SCHEMA stock;
        CREATE TABLE sales.customer (id serial PRIMARY KEY, name text);
        CREATE TABLE sales.orders (id integer PRIMARY KEY, customer integer REFERENCES sales.customer, item integer);
        CREATE TABLE stock.item (id integer PRIMARY KEY, name text);
        ALTER TABLE sales.orders ADD CONSTRAINT orders_item FOREIGN KEY (item) REFERENCES stock.item;
        CREATE INDEX orders_item_index ON sales.orders (item);
        CREATE VIEW sales.big AS SELECT * FROM sales.orders WHERE id > 5;
        CREATE VIEW stock.sold AS SELECT item FROM sales.orders;
        CREATE FUNCTION stock.two() RETURNS integer LANGUAGE sql AS 'SELECT 2';
        INSERT INTO sales.customer (name) VALUES ('ann'), ('bob');
        INSERT INTO stock.item VALUES (1, 'nail'), (2, 'screw');
        INSERT INTO sales.orders VALUES (1, 1, 1), (7, 2, 2);
        COMMENT ON TABLE sales.orders IS 'what was bought';
        """;

    public static TheoryData<string, bool> Choices()
    {
        TheoryData<string, bool> data = [];
        foreach (string choice in (string[])["schema", "table", "without", "definitions"])
        {
            data.Add(choice, true);
            data.Add(choice, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task It_is_what_pg_dump_makes_of_it(string choice, bool atBackup)
    {
        (ObjectSelection selection, string[] arguments, string[] leftOut) = Of(choice);
        PostgresServer server = await PostgresServer.GetAsync(15);
        string original = await Fixture.CreateAsync(server, "selected", Script);
        ObjectSelection none = new();
        (FakeArchive archive, IReadOnlyList<string> warnings) = await BackUpAsync(server, original, atBackup ? selection : none);
        string restored = NewName();
        RestoreRequest request = Request(server, restored) with { Selection = atBackup ? none : selection };
        await using (IRestoreTarget target = await RestoreOpening.OpenAsync(request, archive, Token))
            warnings = [.. warnings, .. target.Plan.Where(p => p.Contains("not chosen", StringComparison.Ordinal))];
        await RestoreAsync(request, archive);
        await CompareAsync(server, original, restored, arguments);
        if (leftOut.Length == 0)
            Assert.Empty(warnings);
        else
            Assert.EndsWith("is not chosen: " + string.Join(", ", leftOut) + ".", Assert.Single(warnings), StringComparison.Ordinal);
    }

    /// <summary>The choice, as pg_dump is told it, and what is left out although nobody said so.</summary>
    private static (ObjectSelection Selection, string[] Arguments, string[] LeftOut) Of(string choice) => choice switch
    {
        "schema" => (new ObjectSelection { Schemas = ["sales"] }, ["-n", "sales"], ["foreign key 'sales.orders_item'"]),
        "table" => (
            new ObjectSelection { Tables = ["sales.orders"] }, ["-t", "sales.orders"],
            ["foreign key 'sales.orders_customer_fkey'", "foreign key 'sales.orders_item'"]),
        "without" => (new ObjectSelection { ExcludedTables = ["stock.item"] }, ["-T", "stock.item"], ["foreign key 'sales.orders_item'"]),
        _ => (new ObjectSelection { SchemaOnly = true }, ["-s"], []),
    };

    /// <summary>What pg_dump chooses of the original, but for foreign keys that lead out of it, is all that the restored database has.</summary>
    private static async Task CompareAsync(PostgresServer server, string original, string restored, string[] arguments)
    {
        List<DumpEntry> wanted = [.. DumpReader.Read(await server.DumpFromAsync(server, original, arguments))];
        List<DumpEntry> found = [.. DumpReader.Read(await server.DumpFromAsync(server, restored, [.. arguments.Intersect(["-s"])]))];
        Assert.Empty(found.Except(wanted).Where(e => e.Type != "SCHEMA").Select(e => $"{e.Type} {e.Name}"));
        Assert.All(wanted.Except(found), e => Assert.Equal("FK CONSTRAINT", e.Type));
    }

    private static async Task<(FakeArchive Archive, IReadOnlyList<string> Warnings)> BackUpAsync(
        PostgresServer server, string database, ObjectSelection selection)
    {
        await using IBackupSource source = await new PostgreSqlEngine().OpenBackupAsync(
            new BackupRequest { Connection = server.Connection(database), Parallelism = 2, Selection = selection }, Token);
        return (await FakeArchive.DrainAsync(source, "postgresql", Token), source.Warnings);
    }
}
