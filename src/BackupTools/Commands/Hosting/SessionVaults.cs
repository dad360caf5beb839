using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Net;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Conversion;

namespace BackupTools.Commands.Hosting;

/// <summary>Looks secrets up with the session's Get-Secret, on the pipeline's thread, and each once for an operation.</summary>
internal sealed class SessionVaults(PSCmdlet cmdlet, PipelinePump pump) : ISecretVaults
{
    private const string Command = "Get-Secret";

    private const string Unlock =
        "Check the names of the vault and the secret, and unlock beforehand a vault that asks for a password: at night nobody can be asked.";

    private readonly ConcurrentDictionary<(string?, string), SecureString> _found = new();

    public SecureString GetSecret(string? vault, string name) => _found.GetOrAdd((vault, name), _ => pump.Ask(() => LookUp(vault, name)));

    private SecureString LookUp(string? vault, string name)
    {
        CommandInfo command = cmdlet.InvokeCommand.GetCommand(Command, CommandTypes.Cmdlet | CommandTypes.Function | CommandTypes.Alias)
            ?? throw Unavailable(
                vault, name, $"there is no command {Command}", "Install the module Microsoft.PowerShell.SecretManagement and register the vault, or refer to a variable with env:NAME.");
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(command).AddParameter("Name", name);
        if (vault is not null)
            shell.AddParameter("Vault", vault);
        try
        {
            Collection<PSObject> found = shell.Invoke();
            if (shell.Streams.Error is [var error, ..])
                throw Unavailable(vault, name, error.ToString().TrimEnd('.'), Unlock, error.Exception);
            return Understand(found) ?? throw Unavailable(vault, name, "it is no password but something else, or several", "Save it as a secure string or a credential.");
        }
        catch (RuntimeException e)
        {
            throw Unavailable(vault, name, e.Message.TrimEnd('.'), Unlock, e);
        }
    }

    private static SecureString? Understand(Collection<PSObject> results) => results is [var one] ? Unwrap.Base(one) switch
    {
        SecureString secret => secret,
        PSCredential credential => credential.Password,
        string text => new NetworkCredential("", text).SecurePassword,
        _ => null,
    } : null;

    private static BackupException Unavailable(string? vault, string name, string why, string remedy, Exception? cause = null) => new(
        ErrorCode.SecretUnavailable, $"'secret:{(vault is null ? "" : vault + "/")}{name}' cannot be had: {why}.", remedy, name, cause);
}
