using System.Management.Automation;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>Gives a connection the user and password that were named beside it.</summary>
internal static class Credentials
{
    /// <summary>The connection with them; the connection itself where none were given.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where it is a file.</exception>
    public static DbConnectionInfo Apply(PSCredential? credential, DbConnectionInfo connection) => credential is null
        ? connection
        : connection.Path is null
            ? (connection with { UserName = credential.UserName }).WithPassword(credential.Password)
            : throw new BackupException(
                ErrorCode.InvalidArgument, $"'{connection.Display}' is a file, and has no user.", "Leave out -Credential.", connection.Display);
}
