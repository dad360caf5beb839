using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Scripts.Splitting;
using BackupTools.Engines.MySql.Wire;

namespace BackupTools.Engines.MySql.Scripts;

/// <summary>
/// A session that runs statements as bytes, in whatever character set the script has set. What its settings are is asked of the server, which
/// knows it, and not of the text. It takes one statement at a time: what stands behind another one is refused by the server.
/// </summary>
internal sealed class ScriptSession : IAsyncDisposable
{
    /// <summary>A value for a generated column, which every dump has, was ignored: it is the same that the server makes itself.</summary>
    private const string GeneratedIgnored = "1906";

    private readonly WireSession _session;
    private readonly AnswerReader _answers;
    private bool _isBusy;
    private bool _isClosed;

    private ScriptSession(WireSession session, SessionContext context)
    {
        _session = session;
        _answers = new AnswerReader(session);
        Context = context;
        Version = ServerVersion.Parse(session.ServerVersion);
    }

    /// <summary>Whose session it is, for errors.</summary>
    public SessionContext Context { get; }

    /// <summary>Which server it is.</summary>
    public ServerVersion Version { get; }

    /// <summary>What the session has set.</summary>
    public SessionState State { get; private set; } = new("", "utf8mb4");

    /// <summary>The longest statement that the server takes: max_allowed_packet.</summary>
    public long LongestStatement { get; private set; } = long.MaxValue;

    /// <summary>True within a transaction.</summary>
    public bool IsInTransaction { get; private set; }

    /// <summary>Opens a session in a database.</summary>
    /// <exception cref="BackupException">Where that fails.</exception>
    public static async Task<ScriptSession> OpenAsync(ServerSettings settings, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        ScriptSession session = new(await WireSession.OpenAsync(settings, waits: false, cancellationToken), SessionContext.Of(settings));
        try
        {
            foreach (string statement in SessionDefaults.ForScript(session.Version, lockTimeout))
                await session.RunAsync(Encoding.UTF8.GetBytes(statement), cancellationToken);
            await session.AskAsync(cancellationToken);
            List<string?[]> rows = await session.QueryAsync("SELECT @@max_allowed_packet", cancellationToken);
            session.LongestStatement = long.TryParse(rows[0][0], out long longest) ? longest : long.MaxValue;
            return session;
        }
        catch (Exception e)
        {
            await session.DisposeAsync();
            if (MySqlErrors.IsDriver(e))
                throw MySqlErrors.Translate(e, session.Context, "Setting the session up", ErrorCode.RestoreFailed);
            throw;
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>What the server answers; rows that it returns are thrown away.</returns>
    public async Task<ScriptAnswer> RunAsync(ReadOnlyMemory<byte> sql, CancellationToken cancellationToken, List<string?[]>? rows = null)
    {
        if (_isClosed)
            throw new EndOfStreamException("The session was closed.");
        _isBusy = true;
        try
        {
            _session.Packets.Sequence = await PacketWriter.SendQueryAsync(_session.Output, sql, cancellationToken);
            ScriptAnswer answer = await _answers.ReadAsync(rows, cancellationToken);
            _isBusy = false;
            IsInTransaction = answer.IsInTransaction;
            return answer;
        }
        catch (ServerException) when (!cancellationToken.IsCancellationRequested)
        {
            _isBusy = false;
            throw;
        }
        catch
        {
            await DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Asks the server what is set.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        List<string?[]> rows = await QueryAsync("SELECT @@session.sql_mode, @@session.character_set_client", cancellationToken);
        State = new SessionState(rows[0][0] ?? "", rows[0][1] ?? "utf8mb4");
    }

    /// <summary>The remarks of the server on the last statement that are more than notes, as far as it keeps them.</summary>
    public async Task<IReadOnlyList<string>> WarningsAsync(CancellationToken cancellationToken) =>
        [.. (await QueryAsync("SHOW WARNINGS", cancellationToken)).Where(r => r[0] == "Warning" && r[1] != GeneratedIgnored).Select(r => ShownText.Clean(r[2] ?? ""))];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        if (_isBusy)
            await _session.KillAsync();
        else
            await _session.QuitAsync();
        await _session.EndAsync();
    }

    private async Task<List<string?[]>> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        List<string?[]> rows = [];
        await RunAsync(Encoding.ASCII.GetBytes(sql), cancellationToken, rows);
        return rows;
    }
}
