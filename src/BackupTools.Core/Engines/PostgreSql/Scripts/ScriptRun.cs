using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>Runs one script in a session, and says of the first error where it is.</summary>
internal sealed class ScriptRun(ScriptSession session, ScriptReader reader, ScriptProgress progress, bool allowForeign)
{
    /// <summary>Runs it.</summary>
    /// <exception cref="BackupException">At the first error.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        reader.IsStandard = session.IsStandard;
        while (reader.Next() is { } statement)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!allowForeign)
                ForeignScriptStatements.Check(reader);
            await RunAsync(statement, cancellationToken);
            progress.Statements++;
            progress.Transaction = !session.IsInTransaction ? null : progress.Transaction ?? (reader.Name, reader.Line);
            reader.IsStandard = session.IsStandard;
            ClientEncodings.Check(session.EncodingName, reader);
        }
    }

    private async Task RunAsync(ReadOnlyMemory<byte> statement, CancellationToken cancellationToken)
    {
        string beginning = "";
        long first = 0;
        try
        {
            long? rows = await session.RunAsync(statement, cancellationToken);
            if (rows is null)
            {
                beginning = ScriptErrors.Beginning(statement.Span, session.Encoding);
                statement = default; // Its bytes make room for the rows.
                first = reader.BeginRows();
                bool isLineStart = true;
                rows = await session.CopyAsync(() => reader.Rows(ref isLineStart), cancellationToken);
            }

            progress.Rows += rows.Value;
        }
        catch (Exception e) when (PostgreSqlErrors.IsDriver(e))
        {
            throw first > 0 ? OfRows(e, beginning, first) : OfStatement(e, statement.Span);
        }
    }

    private BackupException OfStatement(Exception error, ReadOnlySpan<byte> statement)
    {
        long line = reader.Line;
        if (error is ServerException { Position: > 0 } server)
        {
            const int LongestCharacter = 4;
            string before = session.Encoding.GetString(statement[..(int)Math.Min(statement.Length, (long)server.Position * LongestCharacter)]);
            line += before.AsSpan(0, Math.Min(server.Position, before.Length)).Count('\n');
        }

        return Failed(error, line, ScriptErrors.Beginning(statement, session.Encoding));
    }

    /// <summary>The server counts the lines of a COPY from its first row on, and says which in words of its own language.</summary>
    private BackupException OfRows(Exception error, string beginning, long first)
    {
        long? line = error is ServerException { Context: { } context } ? CopyContext.LineOf(context) : null;
        return Failed(error, line is { } number ? first + number - 1 : reader.Line, beginning);
    }

    private BackupException Failed(Exception error, long line, string beginning)
    {
        string place = ScriptErrors.Place(reader.Name, line);
        if (error is not ServerException server)
            return PostgreSqlErrors.Translate(error, session.Context, $"{place}: the statement '{beginning}'", ErrorCode.RestoreFailed);
        BackupException known = PostgreSqlErrors.Translate(server, session.Context, place, ErrorCode.RestoreFailed);
        // The session is there: it is another one that the statement has lost, or not reached.
        ErrorCode code = known.Code == ErrorCode.ConnectionLost && server.Severity == "ERROR" ? ErrorCode.RestoreFailed : known.Code;
        string what = code == ErrorCode.RestoreFailed
            ? $"{place}: the server refused the statement '{beginning}': {server.Description} (SQLSTATE {server.SqlState})."
            : known.What;
        return new BackupException(code, what, RemedyOf(server, beginning) ?? server.Hint ?? known.Remedy, reader.Name, server, known.IsTransient);
    }

    /// <summary>What a user of a script can do where the server's own advice is for whoever wrote it.</summary>
    private static string? RemedyOf(ServerException error, string beginning) => error.SqlState switch
    {
        SqlState.UndefinedObject when beginning.StartsWith("SET ", StringComparison.OrdinalIgnoreCase) =>
            "The script is of a newer server than this one: run it on one as new, or take the line out.",
        SqlState.UndefinedObject when error.Message.Contains("role", StringComparison.Ordinal) =>
            "Create the role, or have the script written without owners and grants (pg_dump --no-owner --no-privileges).",
        _ => null,
    };
}
