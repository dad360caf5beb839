namespace BackupTools.Engines.MySql.Schema.Mapping;

/// <summary>What is found while the definition of one object is put into the other product's words.</summary>
internal sealed class MapFindings
{
    private readonly List<string> _obstacles = [];
    private readonly List<string> _notes = [];

    /// <summary>What has no counterpart and matters: the object cannot be made.</summary>
    public IReadOnlyList<string> Obstacles => _obstacles;

    /// <summary>What is different afterwards, or left out, and holds no data.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Names what has no counterpart.</summary>
    public void Refuse(string what) => _obstacles.Add(what);

    /// <summary>Says what is different.</summary>
    public void Note(string what) => _notes.Add(what);
}
