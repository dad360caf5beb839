using System.Text;
using BackupTools.Abstractions;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>What a server said of an error, whichever client heard it: the inner exception of the product's own.</summary>
internal sealed class ServerException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="sqlState">The SQLSTATE.</param>
    /// <param name="message">The server's message.</param>
    /// <param name="inner">The driver's exception, where it was the driver that heard it.</param>
    public ServerException(string sqlState, string message, Exception? inner = null)
        : base(ShownText.Clean(message.ReplaceLineEndings(" ")), CleanedException.Of(inner)) => SqlState = sqlState;

    /// <summary>The five characters of the SQLSTATE.</summary>
    public string SqlState { get; }

    /// <summary>ERROR, FATAL or PANIC.</summary>
    public string Severity { get; init; } = "ERROR";

    /// <summary>More about it.</summary>
    public string? Detail { get; init; }

    /// <summary>What the server advises.</summary>
    public string? Hint { get; init; }

    /// <summary>Where the server was, e.g. the line of a COPY.</summary>
    public string? Context { get; init; }

    /// <summary>The schema it is about.</summary>
    public string? SchemaName { get; init; }

    /// <summary>The table it is about.</summary>
    public string? TableName { get; init; }

    /// <summary>The column it is about.</summary>
    public string? ColumnName { get; init; }

    /// <summary>The constraint it is about.</summary>
    public string? ConstraintName { get; init; }

    /// <summary>The place in the statement, counted in characters from 1; 0 where there is none.</summary>
    public int Position { get; init; }

    /// <summary>Message, detail and context on one line, without a full stop.</summary>
    public string Description
    {
        get
        {
            StringBuilder result = new(Message.TrimEnd('.'));
            if (!string.IsNullOrEmpty(Detail))
                result.Append(": ").Append(Detail.TrimEnd('.'));
            if (!string.IsNullOrEmpty(Context))
                result.Append(" (").Append(Context).Append(')');
            return result.Replace("\r", "").Replace('\n', ' ').ToString();
        }
    }

    /// <summary>The same error with other words about where the server was.</summary>
    public ServerException WithContext(string context) => new(SqlState, Message, InnerException)
    {
        Severity = Severity,
        Detail = Detail,
        Hint = Hint,
        Context = context,
        SchemaName = SchemaName,
        TableName = TableName,
        ColumnName = ColumnName,
        ConstraintName = ConstraintName,
        Position = Position,
    };

    /// <summary>Takes the fields out of the driver's exception.</summary>
    public static ServerException From(PostgresException error) => new(error.SqlState, error.MessageText, error)
    {
        Severity = error.InvariantSeverity,
        Detail = error.Detail,
        Hint = error.Hint,
        Context = error.Where,
        SchemaName = error.SchemaName,
        TableName = error.TableName,
        ColumnName = error.ColumnName,
        ConstraintName = error.ConstraintName,
        Position = error.Position,
    };
}
