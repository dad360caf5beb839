namespace BackupTools.Engines.MySql.Schema.Mapping;

/// <summary>Puts definitions into the words of one product, from those of the other.</summary>
internal interface IDefinitionMap
{
    /// <summary>Kinds that the product does not have.</summary>
    IReadOnlyList<ItemKind> MissingKinds { get; }

    /// <summary>Words of <c>sql_mode</c> that the product does not have, and that say nothing about what a program means.</summary>
    IReadOnlyList<string> IdleModes { get; }

    /// <summary>Words of <c>sql_mode</c> that the product does not have, and that say what a program means.</summary>
    IReadOnlyList<string> MissingModes { get; }

    /// <summary>Changes a part of a table: a column, a key, a constraint.</summary>
    void ChangePart(TablePart part, SqlEdit text, MapFindings findings);

    /// <summary>Changes what follows the parts of a table.</summary>
    void ChangeOptions(SqlEdit text, MapFindings findings);
}
