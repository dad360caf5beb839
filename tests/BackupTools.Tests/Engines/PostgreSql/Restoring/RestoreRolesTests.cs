using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

public sealed class RestoreRolesTests
{
    [Fact]
    public async Task Missing_roles_are_refused_with_their_names_or_made_or_left_out()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        (string owner, string reader) = (NewName("owner"), NewName("reader"));
        HandMadeArchive archive = WithRoles(owner, reader);
        BackupException error = await FailsAsync(ErrorCode.RoleMissing, () => RestoreOpening.OpenAsync(Request(server, NewName()), archive, Token));
        Assert.Contains(owner, error.Message, StringComparison.Ordinal);
        Assert.Contains(reader, error.Message, StringComparison.Ordinal);

        string skipped = NewName();
        await RestoreAsync(Request(server, skipped) with { MissingRoles = MissingRoles.Skip }, archive);
        Assert.Equal("postgres|0", await server.PsqlAsync(skipped, Owners));

        string made = NewName();
        await RestoreAsync(Request(server, made) with { MissingRoles = MissingRoles.Create }, archive);
        Assert.Equal($"{owner}|1", await server.PsqlAsync(made, Owners));
        Assert.Equal("t", await server.PsqlAsync(made, $"SELECT has_table_privilege('{reader}', 'shop.secret', 'SELECT')"));
    }

    [Fact]
    public async Task Without_owners_and_grants_only_what_cannot_be_without_roles_needs_them()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        (string owner, string reader) = (NewName("owner"), NewName("reader"));
        RestoreRequest bare = Request(server, NewName()) with { NoOwner = true, NoPrivileges = true };
        BackupException error = await FailsAsync(ErrorCode.RoleMissing, () => RestoreOpening.OpenAsync(bare, WithRoles(owner, reader), Token));
        Assert.DoesNotContain(owner, error.Message, StringComparison.Ordinal);
        Assert.Contains(reader, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_that_a_failed_restore_has_made_go_with_it()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        (string owner, string reader) = (NewName("owner"), NewName("reader"));
        HandMadeArchive archive = WithRoles(owner, reader);
        archive.AddTable("broken", "\"x\" no_such_type", ["x"], [0]);
        string name = NewName();
        await FailsAsync(ErrorCode.RestoreFailed, () => RestoreAsync(Request(server, name) with { MissingRoles = MissingRoles.Create }, archive));
        Assert.Equal("0", await server.PsqlAsync("postgres", $"SELECT count(*) FROM pg_roles WHERE rolname IN ('{owner}', '{reader}')"));
        Assert.Equal("", await DatabasesAsync(server, name));
    }

    private const string Owners =
        "SELECT tableowner, (SELECT count(*) FROM pg_policy) FROM pg_tables WHERE tablename = 'secret'";

    private static HandMadeArchive WithRoles(string owner, string reader)
    {
        HandMadeArchive archive = HandMadeArchive.Shop();
        foreach (string role in (string[])[owner, reader])
            archive.Add(ItemKind.Role, role, $"CREATE ROLE \"{role}\";\n", schema: null, roles: [role]);
        int secret = archive.Add(
            ItemKind.Table, "secret", "CREATE TABLE \"shop\".\"secret\" (\"x\" integer);\n", dependsOn: [0], owner: owner,
            setOwner: $"ALTER TABLE \"shop\".\"secret\" OWNER TO \"{owner}\";\n",
            privileges: $"GRANT SELECT ON TABLE \"shop\".\"secret\" TO \"{reader}\";\n", roles: [owner, reader], columns: ["x"]);
        archive.Add(
            ItemKind.Policy, "seen", $"CREATE POLICY \"seen\" ON \"shop\".\"secret\" TO \"{reader}\";\n", Section.PostData, secret, [secret], roles: [reader]);
        archive.Add(
            ItemKind.DatabaseSettings, "shop", "DO $_$BEGIN EXECUTE 'ALTER DATABASE ' || quote_ident(current_database()) || ' SET work_mem TO ''7MB'''; END$_$;\n",
            schema: null, owner: owner, setOwner: $"DO $_$BEGIN EXECUTE 'ALTER DATABASE ' || quote_ident(current_database()) || ' OWNER TO \"{owner}\"'; END$_$;\n",
            roles: [owner]);
        return archive;
    }
}
