using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Conversion;

/// <summary>
/// Makes a text that can be kept of a connection: the name of a registered one, an absolute path, or a URI without a password. What a text cannot
/// say is refused rather than lost.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConnectionTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        SessionState session = engineIntrinsics.SessionState;
        object? value = Unwrap.Base(inputData);
        return value switch
        {
            null => null,
            string text => OfText(session, text),
            DbConnectionInfo connection => OfObject(connection),
            DatabaseInfo database => OfObject(database.Connection),
            FileInfo file => LocationResolver.PathOf(session, file),
            Uri uri => OfText(session, uri.OriginalString),
            PSObject imported when Deserialized.Is<DbConnectionInfo>(imported) => OfObject(Deserialized.ToConnection(imported)),
            _ => throw new BackupException(
                ErrorCode.ConnectionNotUnderstood, $"{Unwrap.Describe(value)} is not a connection.", "Give a path to a database file, a URI, or the name of a registered connection."),
        };
    }

    private static string OfText(SessionState session, string text)
    {
        if (ConnectionName.IsValid(text) && new ConnectionStore(ConfigurationFolder.Current, BuiltIn.Components).Find(text) is { Name: { } name })
            return name;
        DbConnectionInfo connection = LocationResolver.ParseConnection(session, text);
        if (connection.PasswordSource is not null)
            throw HasSecret(connection);
        return connection.Path ?? text;
    }

    private static string OfObject(DbConnectionInfo connection)
    {
        if (connection.Name is { } name)
            return name;
        if (connection.PasswordSource is not null)
            throw HasSecret(connection);
        return connection.Path is not null || (connection.Options.Count == 0 && connection.LockTimeout == new DbConnectionInfo { Engine = "" }.LockTimeout)
            ? connection.Display
            : throw new BackupException(
                ErrorCode.InvalidArgument, $"The connection object of '{connection.Display}' has options that no text of it would say.",
                "Give the URI with its options, or register the connection and give its name.", connection.Display);
    }

    private static BackupException HasSecret(DbConnectionInfo connection) => new(
        ErrorCode.InvalidArgument, $"A schedule keeps no password, and the connection '{connection.Display}' has one.",
        "Register the connection and give its name, or let the server's own means provide the password when it runs (such as ~/.pgpass).", connection.Display);
}
