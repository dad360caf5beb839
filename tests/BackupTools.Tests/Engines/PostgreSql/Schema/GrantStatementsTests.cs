using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

public sealed class GrantStatementsTests
{
    private static readonly string[] All = ["DELETE", "INSERT", "SELECT"];
    private static readonly AclItem OwnersAll = new("o", "o", All, []);

    [Fact]
    public void What_is_as_it_was_needs_nothing() => Assert.Equal("", Write([OwnersAll], [OwnersAll]));

    [Fact]
    public void New_grants_are_granted_and_missing_ones_revoked() => Assert.Equal(
        """
        REVOKE ALL ON TABLE "t" FROM "o";
        REVOKE SELECT ON TABLE "t" FROM PUBLIC;
        GRANT INSERT, SELECT ON TABLE "t" TO "o";
        GRANT ALL ON TABLE "t" TO "b" WITH GRANT OPTION;

        """,
        Write([OwnersAll, new("o", null, ["SELECT"], [])], [new("o", "o", ["SELECT", "INSERT"], []), new("o", "b", [], All)]));

    [Fact]
    public void Privileges_with_and_without_the_right_to_grant_them_on_are_granted_apart() => Assert.Equal(
        """
        GRANT DELETE ("c ""1"), SELECT ("c ""1") ON TABLE "t" TO "b";
        GRANT INSERT ("c ""1") ON TABLE "t" TO "b" WITH GRANT OPTION;

        """,
        GrantStatements.Write(new GrantTarget("TABLE \"t\"", "c \"1"), "o", All, [], [new("o", "b", ["SELECT", "DELETE"], ["INSERT"])]));

    [Fact]
    public void A_grant_of_another_follows_the_one_that_allowed_it() => Assert.Equal(
        """
        GRANT SELECT ON TABLE "t" TO "b" WITH GRANT OPTION;
        SET ROLE "b";
        GRANT SELECT ON TABLE "t" TO "c" WITH GRANT OPTION;
        RESET ROLE;
        SET ROLE "c";
        GRANT SELECT ON TABLE "t" TO "d";
        RESET ROLE;

        """,
        Write([OwnersAll], [new("c", "d", ["SELECT"], []), new("b", "c", [], ["SELECT"]), OwnersAll, new("o", "b", [], ["SELECT"])]));

    [Fact]
    public void Grants_on_the_database_find_its_name_when_they_run() => Assert.Equal(
        """
        DO $_$BEGIN EXECUTE 'GRANT ALL ON DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' TO "b"'; END$_$;

        """,
        GrantStatements.Write(new GrantTarget(null), "o", All, [], [new("o", "b", All, [])]));

    private static string Write(IReadOnlyList<AclItem> initial, IReadOnlyList<AclItem> wanted) =>
        GrantStatements.Write(new GrantTarget("TABLE \"t\""), "o", All, initial, wanted);
}
