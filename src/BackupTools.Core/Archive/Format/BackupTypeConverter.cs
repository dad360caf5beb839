using System.Text.Json;
using System.Text.Json.Serialization;
using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>The type of a backup by its exact name, and never by a number.</summary>
internal sealed class BackupTypeConverter : JsonConverter<BackupType>
{
    public override BackupType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        foreach (BackupType type in Enum.GetValues<BackupType>())
        {
            if (type.ToString() == text)
                return type;
        }

        throw new JsonException("The type of the backup is not known.");
    }

    public override void Write(Utf8JsonWriter writer, BackupType value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
