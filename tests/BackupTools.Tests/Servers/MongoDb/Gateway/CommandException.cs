namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>A command that is answered with an error of MongoDB's.</summary>
internal sealed class CommandException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
