namespace BackupTools.Tests.Servers.MySql;

public static class MySqlVersions
{
    /// <summary>A case for each; where a server is not installed, its test is skipped and says so.</summary>
    public static TheoryData<MySqlVersion> All => [.. Enum.GetValues<MySqlVersion>()];

    public static bool IsMariaDb(this MySqlVersion version) => version != MySqlVersion.MySql97;

    /// <summary>The release, as its programs say it.</summary>
    public static string Number(this MySqlVersion version) => version switch
    {
        MySqlVersion.MySql97 => "9.7",
        MySqlVersion.MariaDb1011 => "10.11",
        _ => "11.8",
    };

    public static string Title(this MySqlVersion version) => $"{(version.IsMariaDb() ? "MariaDB" : "MySQL")} {version.Number()}";
}
