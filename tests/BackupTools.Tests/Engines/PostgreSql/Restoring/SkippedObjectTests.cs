using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>What the server does not take is left out where that was asked for, and everything else is there.</summary>
public sealed class SkippedObjectTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Everything_but_what_is_refused_and_what_needs_it_is_restored(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        HandMadeArchive archive = HandMadeArchive.Shop();
        AddStrict(archive, ["1", "no number", "3"], ["4"]);
        int broken = archive.AddTable("broken", "\"x\" no_such_type", ["x"], [0], comments: "COMMENT ON TABLE \"shop\".\"broken\" IS 'x';\n");
        int view = archive.Add(ItemKind.View, "on_broken", "CREATE VIEW \"shop\".\"on_broken\" AS SELECT 1 AS one FROM \"shop\".\"broken\";\n", dependsOn: [0, broken]);
        archive.Add(ItemKind.View, "on_view", "CREATE VIEW \"shop\".\"on_view\" AS SELECT 1 AS one FROM \"shop\".\"on_broken\";\n", dependsOn: [0, view]);
        archive.AddRows("broken", ["1"], ["2"]);
        archive.Add(ItemKind.Function, "f()", "CREATE FUNCTION shop.f() RETURNS int LANGUAGE no_such_language AS $$SELECT 1$$;\n", dependsOn: [0]);
        archive.Add(ItemKind.Index, "bad_index", "CREATE INDEX bad_index ON shop.orders USING no_such_method (total);\n", Section.PostData, 2, [2]);
        archive.Add(ItemKind.Trigger, "bad_trigger", "CREATE TRIGGER bad_trigger BEFORE INSERT ON shop.orders EXECUTE FUNCTION shop.nowhere();\n", Section.PostData, 2, [2]);

        string stopped = NewName();
        BackupException error = await FailsAsync(ErrorCode.RestoreFailed, () => RestoreAsync(Request(server, stopped), archive));
        Assert.Contains("-OnObjectError Skip", error.Remedy, StringComparison.Ordinal);
        Assert.Equal("", await DatabasesAsync(server, stopped));

        string name = NewName();
        RestoreOutcome outcome = await RestoreAsync(Request(server, name) with { OnObjectError = OnObjectError.Skip, Verify = true }, archive);
        Assert.Equal(
            [
                "function 'shop.f()' False", "index 'shop.bad_index' False", "rows of the table 'shop.strict' False", "table 'shop.broken' False",
                "trigger 'shop.bad_trigger' False", "view 'shop.on_broken' True", "view 'shop.on_view' True",
            ],
            outcome.Skipped.Select(s => $"{s.Title} {s.NeededBy}").Order(StringComparer.Ordinal));
        Assert.Contains("type \"no_such_type\" does not exist (SQLSTATE 42704)", Assert.Single(outcome.Skipped, s => s.Title == "table 'shop.broken'").Reason, StringComparison.Ordinal);
        Assert.Equal(["customer", "orders"], outcome.Tables.Select(t => t.Name).Order(StringComparer.Ordinal));

        string clean = NewName();
        HandMadeArchive without = HandMadeArchive.Shop();
        AddStrict(without);
        await RestoreAsync(Request(server, clean), without);
        await DumpComparison.AssertSameAsync(server, clean, server, name);
    }

    /// <summary>Servers since 17 make indexes with a search path of their own, where functions do not find what they name.</summary>
    [Fact]
    public async Task An_index_that_cannot_be_made_costs_no_table()
    {
        PostgresServer server = await PostgresServer.GetAsync(18);
        string database = await server.CreateDatabaseAsync("unqualified");
        await server.PsqlAsync(
            database,
            """
            SET search_path = public;
            CREATE FUNCTION helper(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'select lower($1)';
            CREATE FUNCTION slug(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'begin return helper(t) || ''-x''; end';
            CREATE TABLE a (id int PRIMARY KEY, name text);
            INSERT INTO a VALUES (1, 'AbC'), (2, 'Dé');
            """);
        FakeArchive archive = await BackUpAsync(server, database);
        HandMadeArchive broken = HandMadeArchive.Shop();
        broken.Add(ItemKind.Function, "slug(text)", "CREATE FUNCTION shop.slug(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'begin return helper(t); end';\n", dependsOn: [0]);
        broken.Add(ItemKind.Index, "by_slug", "CREATE INDEX by_slug ON shop.customer USING btree (shop.slug(name));\n", Section.PostData, 1, [1]);
        string name = NewName();
        RestoreOutcome outcome = await RestoreAsync(Request(server, name) with { OnObjectError = OnObjectError.Skip, Verify = true }, broken);
        Assert.Equal("index 'shop.by_slug'", Assert.Single(outcome.Skipped).Title);
        Assert.Equal("20", await server.PsqlAsync(name, "SELECT count(*) FROM shop.customer"));

        // Where everything can be made, nothing is skipped.
        Assert.Empty((await RestoreAsync(Request(server, NewName()) with { OnObjectError = OnObjectError.Skip, Verify = true }, archive)).Skipped);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_policy_is_never_left_out(bool becauseOfItsFunction)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        List<int> needs = [1];
        if (becauseOfItsFunction)
            needs.Add(archive.Add(ItemKind.Function, "may()", "CREATE FUNCTION shop.may() RETURNS boolean LANGUAGE no_such_language AS $$x$$;\n", dependsOn: [0]));
        archive.Add(ItemKind.RowSecurity, "customer", "ALTER TABLE \"shop\".\"customer\" ENABLE ROW LEVEL SECURITY;\n", Section.PostData, 1, [1]);
        archive.Add(ItemKind.Policy, "own", "CREATE POLICY \"own\" ON \"shop\".\"customer\" AS RESTRICTIVE USING (shop.may());\n", Section.PostData, 1, [.. needs]);
        string name = NewName();
        BackupException error = await FailsAsync(
            ErrorCode.RestoreFailed, () => RestoreAsync(Request(server, name) with { OnObjectError = OnObjectError.Skip }, archive));
        Assert.Contains("policy 'shop.own'", error.Message, StringComparison.Ordinal);
        Assert.Equal("", await DatabasesAsync(server, name));
    }

    private static void AddStrict(HandMadeArchive archive, params IEnumerable<string>[] rows)
    {
        archive.AddTable("strict", "\"x\" integer", ["x"], [0]);
        archive.AddRows("strict", rows);
    }
}
