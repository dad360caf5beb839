using BackupTools.Engines.MySql.Users;

namespace BackupTools.Tests.Engines.MySql.Users;

public sealed class GrantLineTests
{
    [Theory]
    [InlineData("GRANT SELECT, CREATE TEMPORARY TABLES ON *.* TO `a`@`%` WITH GRANT OPTION", "GRANT SELECT, CREATE TEMPORARY TABLES ON *.* TO `x`@`h` WITH GRANT OPTION")]
    [InlineData("GRANT BACKUP_ADMIN,SYSTEM_USER ON *.* TO `a`@`%`", "GRANT BACKUP_ADMIN, SYSTEM_USER ON *.* TO `x`@`h`")]
    [InlineData("GRANT USAGE ON *.* TO 'a'@'%' IDENTIFIED BY PASSWORD '*00' REQUIRE SSL WITH GRANT OPTION MAX_USER_CONNECTIONS 3", "GRANT USAGE ON *.* TO `x`@`h` WITH GRANT OPTION")]
    [InlineData(@"GRANT ALL PRIVILEGES ON `a``b\_%`.* TO `a`@`%`", @"GRANT ALL PRIVILEGES ON `a``b\_%`.* TO `x`@`h`")]
    [InlineData("GRANT SELECT (`ON`, `,) TO`), INSERT ON `d.e`.`t ON *.* TO` TO `GRANT OPTION`@`WITH GRANT OPTION`", "GRANT SELECT (`ON`, `,) TO`), INSERT ON `d.e`.`t ON *.* TO` TO `x`@`h`")]
    [InlineData("GRANT EXECUTE ON PACKAGE BODY `d`.`p` TO `a`@`%`", "GRANT EXECUTE ON PACKAGE BODY `d`.`p` TO `x`@`h`")]
    [InlineData("GRANT EXECUTE ON LIBRARY `d`.`p` TO `a`@`%`", "GRANT EXECUTE ON LIBRARY `d`.`p` TO `x`@`h`")]
    [InlineData("GRANT PROXY ON ``@`` TO `a`@`%` WITH GRANT OPTION", "GRANT PROXY ON ``@`` TO `x`@`h` WITH GRANT OPTION")]
    [InlineData("REVOKE INSERT ON `d`.* FROM `a`@`%`", "REVOKE INSERT ON `d`.* FROM `x`@`h`")]
    [InlineData("GRANT SELECT ON `d`.* TO PUBLIC", "GRANT SELECT ON `d`.* TO `x`@`h`")]
    [InlineData("GRANT SELECT ON *.* TO `role`", "GRANT SELECT ON *.* TO `x`@`h`")]
    public void A_grant_is_understood_and_written_for_another(string line, string expected) =>
        Assert.Equal(expected, PrivilegeText.Parse(line)?.Statement(new AccountName("x", "h")));

    [Theory]
    [InlineData("GRANT `r`@`%`,`q`@`h` TO `a`@`%` WITH ADMIN OPTION")]
    [InlineData("GRANT `r` TO `a`@`%`")]
    [InlineData("SET DEFAULT ROLE `r` FOR `a`@`%`")]
    public void What_is_about_roles_is_no_grant_on_an_object(string line) => Assert.Null(PrivilegeText.Parse(line));

    [Theory]
    [InlineData("")]
    [InlineData("DROP TABLE t")]
    [InlineData("GRANT SELECT ON *.*")]
    [InlineData("GRANT SELECT ON *.* TO everybody")]
    [InlineData("GRANT SELECT; DROP TABLE t ON *.* TO `a`@`%`")]
    [InlineData("GRANT SELECT ON t TO `a`@`%`")]
    [InlineData("GRANT SELECT (`a` ON `d`.`t` TO `a`@`%`")]
    [InlineData("GRANT SELECT ON SOMETHING `d`.`t` TO `a`@`%`")]
    [InlineData("GRANT SELECT ON `d`.`t TO `a`@`%`")]
    [InlineData("GRANT SEL%ECT ON `d`.`t` TO `a`@`%`")]
    public void What_is_no_grant_is_refused(string line) => Assert.Throws<FormatException>(() => PrivilegeText.Parse(line));

    [Theory]
    [InlineData("app", "app", "%")]
    [InlineData("app@Host", "app", "host")]
    [InlineData("a@b@c", "a@b", "c")]
    [InlineData("'a@b'", "a@b", "%")]
    [InlineData("'a''b'@'%'", "a'b", "%")]
    [InlineData("`a``b`@\"h\"", "a`b", "h")]
    [InlineData("'a'@h", "a", "h")]
    [InlineData("'a", "'a", "%")]
    [InlineData("'a'b", "'a'b", "%")]
    public void A_name_of_a_request_is_a_user_and_a_host(string text, string user, string host)
    {
        AccountName name = AccountName.OfRequest(text, AccountName.AnyHost);
        Assert.Equal(new AccountName(user, host), name);
        Assert.Equal([name], AccountName.Find(name.Text, [name, new("other", "%")]));
    }

    [Fact]
    public void The_hash_is_the_servers_own()
    {
        // What MySQL 9.7 made of the password.
        byte[] stored = Convert.FromHexString(
            "2441243030412423186D52594A0E17511F2A177220430734416C41646E2F6166704B6D546F754B565858516B44542E454A735050784E7A67764B6F6A326C48616C3541615737");
        string made = PasswordHash.MakeCaching("a password, ü"u8, stored.AsSpan(7, 20), 10000);
        Assert.Equal(System.Text.Encoding.ASCII.GetString(stored), made);
        Assert.NotEqual(made, PasswordHash.MakeCaching("a password, u"u8, stored.AsSpan(7, 20), 10000));
    }
}
