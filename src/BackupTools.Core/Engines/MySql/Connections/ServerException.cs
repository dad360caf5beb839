using BackupTools.Abstractions;
using MySqlConnector;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>What a server said of an error, whichever client heard it: the inner exception of the product's own.</summary>
internal sealed class ServerException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="number">The server's number of the error.</param>
    /// <param name="sqlState">The SQLSTATE.</param>
    /// <param name="message">The server's message.</param>
    /// <param name="inner">The driver's exception, where it was the driver that heard it.</param>
    public ServerException(int number, string sqlState, string message, Exception? inner = null)
        : base(ShownText.Clean(message.ReplaceLineEndings(" ")), CleanedException.Of(inner))
    {
        Number = number;
        SqlState = sqlState;
    }

    /// <summary>The server's number of the error, see <see cref="ErrorNumber"/>.</summary>
    public int Number { get; }

    /// <summary>The five characters of the SQLSTATE.</summary>
    public string SqlState { get; }

    /// <summary>The message without a full stop.</summary>
    public string Description => Message.TrimEnd('.');

    /// <summary>Takes the fields out of the driver's exception.</summary>
    public static ServerException From(MySqlException error) => new(error.Number, error.SqlState ?? "HY000", error.Message, error);
}
