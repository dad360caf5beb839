using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>The list in parentheses that many CREATE statements end with: <c>(KEY = value, KEY)</c>.</summary>
internal sealed class DefinitionList
{
    private readonly List<string> _items = [];

    /// <summary>Adds <c>key = value</c>; nothing where the value is null, or <c>-</c> as <c>regproc</c> writes none.</summary>
    public DefinitionList Add(string key, string? value)
    {
        if (value is not null and not "-")
            _items.Add($"{key} = {value}");
        return this;
    }

    /// <summary>Adds <c>key = 'value'</c>; nothing where the value is null.</summary>
    public DefinitionList AddLiteral(string key, string? value) =>
        Add(key, value is null ? null : SqlText.Literal(value));

    /// <summary>Adds an item as it is, where the condition holds.</summary>
    public DefinitionList AddIf(bool condition, string item)
    {
        if (condition)
            _items.Add(item);
        return this;
    }

    /// <summary>The list with its parentheses, an item on each line.</summary>
    public override string ToString() => "(\n    " + string.Join(",\n    ", _items) + "\n)";
}
