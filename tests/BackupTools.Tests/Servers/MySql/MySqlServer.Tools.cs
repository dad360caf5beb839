using System.Diagnostics;
using System.Text;
using System.Text.Unicode;

namespace BackupTools.Tests.Servers.MySql;

/// <summary>The server's own client tools, which judge what the product does.</summary>
internal sealed partial class MySqlServer
{
    /// <summary>A command line that runs a client program of this server's version against it, e.g. <c>dump</c> or <c>binlog</c>.</summary>
    public ProcessStartInfo Client(string tool, params string[] arguments)
    {
        ProcessStartInfo start = Installation.Client(tool, ["--no-defaults", $"--socket={InnerSocket}", $"--user={UserName}", .. arguments]);
        start.Environment["MYSQL_PWD"] = Password;
        return start;
    }

    /// <summary>Runs a script with the client, as <c>mysql DATABASE &lt; FILE</c> does, and returns what it prints.</summary>
    public async Task<string> RunScriptAsync(string database, string path) =>
        await LoadAsync(database, await File.ReadAllBytesAsync(path));

    /// <inheritdoc cref="RunScriptAsync"/>
    public async Task<string> LoadAsync(string database, ReadOnlyMemory<byte> script) => Encoding.UTF8.GetString(await ProcessRunner.RunAsync(
        Client("", "--default-character-set=utf8mb4", "--batch", "--skip-column-names", $"--database={database}"), script)).TrimEnd('\n');

    /// <inheritdoc cref="RunScriptAsync"/>
    public Task<string> LoadAsync(string database, string script) => LoadAsync(database, Encoding.UTF8.GetBytes(script));

    /// <summary>
    /// What the server's own dump says of a database, the same for two databases that are the same: everything in it, a line for
    /// each row, and at the head how the database itself was created. Its name is left out where it stands.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="arguments">More arguments, e.g. names of tables.</param>
    public async Task<string> DumpAsync(string database, params string[] arguments)
    {
        string creation = await LoadAsync(database, $"SHOW CREATE DATABASE {Quoted(database)}");
        byte[] dump = await DumpBytesAsync(database, ["--skip-comments", .. arguments]);
        string text = (Utf8.IsValid(dump) ? Encoding.UTF8 : Encoding.Latin1).GetString(dump);
        return $"{creation[(creation.IndexOf('\t', StringComparison.Ordinal) + 1)..]}\n{text}"
            .Replace($"DATABASE {Quoted(database)}", "DATABASE", StringComparison.Ordinal);
    }

    /// <summary>The dump as it is, which the client can run.</summary>
    public Task<byte[]> DumpBytesAsync(string database, params string[] arguments) => ProcessRunner.RunAsync(Client(
        "dump",
        [
            "--routines", "--triggers", "--events", "--hex-blob", "--order-by-primary", "--skip-dump-date", "--no-tablespaces",
            "--skip-extended-insert", "--complete-insert", "--single-transaction", .. IsMariaDb ? (string[])[] : ["--set-gtid-purged=OFF"],
            database, .. arguments,
        ]));
}
