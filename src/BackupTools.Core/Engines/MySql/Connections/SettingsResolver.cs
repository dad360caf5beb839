using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Fills in what the connection leaves open.</summary>
internal static class SettingsResolver
{
    /// <summary>The settings with nothing left open.</summary>
    public static ServerSettings Resolve(DbConnectionInfo info) => new()
    {
        Address = new ServerAddress(info.Host ?? "localhost", info.Port ?? ServerAddress.DefaultPort),
        UserName = info.UserName ?? Environment.UserName,
        Password = info.GetPassword(),
        Database = info.Database,
    };
}
