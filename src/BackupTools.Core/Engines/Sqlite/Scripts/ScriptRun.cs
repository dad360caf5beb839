using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Shared;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Restoring;

namespace BackupTools.Engines.Sqlite.Scripts;

/// <summary>
/// Runs scripts in a database, in one transaction as long as they begin none themselves: what is there already is then changed as a whole or not
/// at all, and a new one is filled in a fraction of the time.
/// </summary>
internal sealed class ScriptRun(SqliteConnection connection, string display, bool isNew, bool allowForeign, ScriptProgress progress)
{
    private readonly ScriptSandbox _sandbox = new(isNew);
    private bool _isOurs;
    private bool _isTheirs;

    /// <summary>True where all was done in our own transaction, or nothing was.</summary>
    public bool IsUndone => _isOurs || !_isTheirs;

    /// <summary>Runs one script.</summary>
    /// <exception cref="BackupException">At the first error.</exception>
    public void Run(ScriptReader reader, CancellationToken cancellationToken)
    {
        connection.Cancellation = cancellationToken;
        while (reader.Next() is { } statement)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.FirstWord == "VACUUM" && !allowForeign)
                throw Refused(reader, ScriptSandbox.OtherFiles); // Before our transaction is ended for it.
            try
            {
                ChooseTransaction(reader.FirstWord);
                Execute(statement.Span, reader.FirstWord);
            }
            catch (SqliteException e)
            {
                throw Failed(e, reader, statement.Span);
            }

            progress.Statements++;
            bool isOpen = connection.IsInTransaction;
            _isOurs &= isOpen;
            _isTheirs |= isOpen && !_isOurs;
            progress.Transaction = !isOpen || _isOurs ? null : progress.Transaction ?? (reader.Name, reader.Line);
        }
    }

    /// <summary>Ends what the scripts leave to us.</summary>
    /// <exception cref="BackupException">Where a script has left its own transaction open.</exception>
    public void Complete()
    {
        if (progress.Transaction is { } open)
            throw ScriptErrors.OpenTransaction(open.Name, open.Line);
        if (progress.Statements == 0)
            throw ScriptErrors.Empty(display);
        connection.SetAuthorizer(null);
        if (_isOurs)
            connection.Execute("COMMIT");
    }

    private void ChooseTransaction(string word)
    {
        connection.SetAuthorizer(null);
        bool begins = word is "BEGIN" or "VACUUM" || (word == "SAVEPOINT" && !_isOurs);
        if (begins && _isOurs)
        {
            connection.Execute("COMMIT");
            _isOurs = false;
        }

        _isTheirs |= begins;
        if (!_isTheirs && !_isOurs && word is not ("PRAGMA" or "EXPLAIN"))
        {
            connection.Execute("BEGIN IMMEDIATE");
            _isOurs = true;
        }

        _sandbox.Begin();
        connection.SetAuthorizer(allowForeign ? null : _sandbox.Permits);
    }

    private void Execute(ReadOnlySpan<byte> statement, string word)
    {
        int before = connection.TotalChanges;
        connection.Execute(statement);
        if (word is "INSERT" or "REPLACE" or "WITH")
            progress.Rows += (uint)unchecked(connection.TotalChanges - before);
    }

    private static BackupException Refused(ScriptReader reader, string what) =>
        ScriptErrors.Foreign(reader.Name, reader.Line, what, $"Take the statement out, or where it is meant say {Setting.AllowForeignStatement}.");

    private BackupException Failed(SqliteException error, ScriptReader reader, ReadOnlySpan<byte> statement)
    {
        if (_sandbox.Refusal.Length > 0)
            return Refused(reader, _sandbox.Refusal);

        string place = ScriptErrors.Place(reader.Name, reader.Line);
        if (error.Code is not (ResultCode.Error or ResultCode.Constraint or ResultCode.TooBig or 20 or 25))
            return TargetErrors.Of(error, display);
        string remedy = error.Message.Contains("no such function: unistr", StringComparison.Ordinal)
            ? $"The script is of a newer SQLite than this one ({connection.Library.Version}): use a newer one (BACKUPTOOLS_SQLITE names its library)." : "";
        return new BackupException(
            ErrorCode.RestoreFailed, $"{place}: SQLite refused the statement '{ScriptErrors.Beginning(statement, Encoding.UTF8)}': {error.Message.TrimEnd('.')}.", remedy, reader.Name, error);
    }
}
