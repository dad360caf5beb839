using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Scripts.Rules;
using BackupTools.Engines.MySql.Scripts.Splitting;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Scripts;

/// <summary>Runs one script in a session, and says of the first error where it is.</summary>
internal sealed class ScriptRun(ScriptSession session, ScriptReader reader, StatementRules rules, ScriptProgress progress, RowRemarks remarks)
{
    /// <summary>Runs it.</summary>
    /// <exception cref="BackupException">At the first error.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        reader.Follow(session.State);
        while (reader.Next() is { } statement)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlyMemory<byte> sql = rules.Decide(reader, statement);
            if (sql.Length > 0)
                await RunAsync(sql, cancellationToken);
            progress.Statements++;
            progress.Transaction = !session.IsInTransaction ? null : progress.Transaction ?? (reader.Name, reader.Line);
        }
    }

    private async Task RunAsync(ReadOnlyMemory<byte> sql, CancellationToken cancellationToken)
    {
        // The command's first byte counts too.
        if (sql.Length >= session.LongestStatement)
        {
            throw ScriptErrors.Invalid(
                reader.Name, reader.Line,
                $"The statement that begins there has {Figures.Bytes(sql.Length)}, and the server takes {Figures.Bytes(session.LongestStatement)}.",
                "Raise max_allowed_packet on the server, or have the script written with shorter statements (mysqldump --net-buffer-length).");
        }

        try
        {
            ScriptAnswer answer = await session.RunAsync(sql, cancellationToken);
            if (reader.Words.First is "INSERT" or "REPLACE" or "LOAD")
            {
                progress.Rows += answer.Rows;
                if (answer.Warnings > 0)
                    remarks.Add(ScriptErrors.Place(reader.Name, reader.Line), await session.WarningsAsync(cancellationToken), answer.Warnings);
            }

            if (reader.Words.First is "SET" or "CALL")
            {
                await session.AskAsync(cancellationToken);
                reader.Follow(session.State);
            }
        }
        catch (Exception e) when (MySqlErrors.IsDriver(e))
        {
            throw Failed(e, ScriptErrors.Beginning(sql.Span, session.State.Encoding));
        }
    }

    private BackupException Failed(Exception error, string beginning)
    {
        string place = ScriptErrors.Place(reader.Name, reader.Line);
        string shown = ShownText.Clean(beginning);
        BackupException known = MySqlErrors.Translate(error, session.Context, $"{place}: the statement '{shown}'", ErrorCode.RestoreFailed);
        if (known.Code != ErrorCode.RestoreFailed || error is not ServerException server)
            return new BackupException(known.Code, known.What, known.Remedy, reader.Name, error, known.IsTransient);
        return new BackupException(
            ErrorCode.RestoreFailed,
            string.Create(CultureInfo.InvariantCulture, $"{place}: the server refused the statement '{shown}': {server.Description} (error {server.Number})."),
            RemedyOf(server), reader.Name, server);
    }

    /// <summary>What a user of a script can do.</summary>
    private static string RemedyOf(ServerException error) => error.Number switch
    {
        ErrorNumber.UnknownCollation or ErrorNumber.UnknownCharacterSet or ErrorNumber.UnknownSystemVariable =>
            "The script is of a newer server than this one, or of the other product: run it on one like it, or take the line out.",
        ErrorNumber.SyntaxError => "The script may be of a newer server or of the other product, or have several statements before one delimiter.",
        ErrorNumber.PacketTooLarge => "Raise max_allowed_packet on the server.",
        _ => "",
    };
}
