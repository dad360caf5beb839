using Npgsql;
using NpgsqlTypes;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>Statements that call the engine's functions, whose documents are bytes on the way there and back.</summary>
internal static class EngineCall
{
    private static readonly AsyncLocal<int> Limit = new();

    /// <summary>True where statements may not take as long as they take.</summary>
    public static bool IsLimited => Limit.Value > 0;

    /// <summary>Every statement of the command that is carried out may take so long, rounded up to seconds; 0 for as long as it takes.</summary>
    public static void LimitTo(int milliseconds) => Limit.Value = (milliseconds + 999) / 1000;

    /// <summary>How a document stands in a statement that is given its bytes.</summary>
    public static string Document(int parameter) => $"${parameter}::bytea::documentdb_core.bson";

    /// <summary>A statement with its values: texts, bytes, numbers.</summary>
    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object?[] values)
    {
        NpgsqlCommand command = new(sql, connection) { CommandTimeout = Limit.Value };
        foreach (object? value in values)
        {
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = value ?? DBNull.Value, NpgsqlDbType = value switch { string => NpgsqlDbType.Text, long => NpgsqlDbType.Bigint, _ => NpgsqlDbType.Bytea },
            });
        }

        return command;
    }

    /// <summary>The first row's values.</summary>
    public static async Task<object?[]> RowAsync(NpgsqlConnection connection, string sql, params object?[] values)
    {
        await using NpgsqlCommand command = Command(connection, sql, values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
            throw new InvalidOperationException($"No row: {sql}");
        object?[] row = new object?[reader.FieldCount];
        for (int i = 0; i < row.Length; i++)
            row[i] = await reader.IsDBNullAsync(i) ? null : reader.GetValue(i);
        return row;
    }
}
