namespace BackupTools.Tests.Servers.MySql;

/// <summary>The servers that the tests know.</summary>
public enum MySqlVersion
{
    MySql97,
    MariaDb1011,
    MariaDb118,
}
