namespace BackupTools.Engines.MySql.Schema;

/// <summary>A column of a table's chunks.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Form">What its bytes are.</param>
internal sealed record DataColumn(string Name, ColumnForm Form = ColumnForm.Bytes);

/// <summary>What the bytes of a column's values in a chunk are. The names stand in archives and are permanent.</summary>
internal enum ColumnForm
{
    /// <summary>As the server stores them, or the text of a number or a time: taken as they are.</summary>
    Bytes,

    /// <summary>Text in UTF-8, of a type that would take bytes for something else: JSON, UUID, addresses.</summary>
    Text,

    /// <summary>The time at which a row of a system-versioned table ends; of a row that is valid now, the last time that its server knows.</summary>
    RowEnd,
}
