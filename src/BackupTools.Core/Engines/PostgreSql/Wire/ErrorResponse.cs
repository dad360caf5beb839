using System.Globalization;
using System.Text;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>Reads the fields of an ErrorResponse message.</summary>
internal static class ErrorResponse
{
    /// <summary>Reads them.</summary>
    public static ServerException Parse(ReadOnlySpan<byte> body, Encoding encoding)
    {
        Dictionary<char, string> fields = [];
        while (body.Length > 1 && body[0] != 0)
        {
            int end = body[1..].IndexOf((byte)0);
            if (end < 0)
                break;
            fields[(char)body[0]] = encoding.GetString(body.Slice(1, end));
            body = body[(end + 2)..];
        }

        return new ServerException(fields.GetValueOrDefault('C', "XX000"), fields.GetValueOrDefault('M', "(no message)"))
        {
            Severity = fields.GetValueOrDefault('V') ?? fields.GetValueOrDefault('S', "ERROR"),
            Detail = fields.GetValueOrDefault('D'),
            Hint = fields.GetValueOrDefault('H'),
            Context = fields.GetValueOrDefault('W'),
            SchemaName = fields.GetValueOrDefault('s'),
            TableName = fields.GetValueOrDefault('t'),
            ColumnName = fields.GetValueOrDefault('c'),
            ConstraintName = fields.GetValueOrDefault('n'),
            Position = int.TryParse(fields.GetValueOrDefault('P'), NumberStyles.None, CultureInfo.InvariantCulture, out int p) ? p : 0,
        };
    }
}
