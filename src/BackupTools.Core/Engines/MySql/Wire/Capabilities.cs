namespace BackupTools.Engines.MySql.Wire;

/// <summary>What client and server can do, as both say at login.</summary>
[Flags]
internal enum Capabilities : uint
{
    LongPassword = 1,
    LongFlag = 1 << 2,
    ConnectWithDatabase = 1 << 3,
    LocalFiles = 1 << 7,
    Protocol41 = 1 << 9,
    Tls = 1 << 11,
    Transactions = 1 << 13,
    SecureConnection = 1 << 15,
    MultiResults = 1 << 17,
    PluginAuthentication = 1 << 19,
    ConnectionAttributes = 1 << 20,
    PluginAuthenticationLengthEncoded = 1 << 21,
    DeprecateEof = 1 << 24,
}
