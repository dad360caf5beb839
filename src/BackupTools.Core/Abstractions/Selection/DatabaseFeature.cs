namespace BackupTools.Abstractions;

/// <summary>A kind of thing in a database, as <c>-Include</c> and <c>-Exclude</c> name it.</summary>
public enum DatabaseFeature
{
    /// <summary>Tables with their columns and defaults.</summary>
    Tables,

    /// <summary>The rows of the tables, the state of the sequences, and large objects.</summary>
    Data,

    /// <summary>Primary keys, unique, check, exclusion and foreign key constraints that are not part of a table's definition.</summary>
    Constraints,

    /// <summary>Indexes and extended statistics.</summary>
    Indexes,

    /// <summary>Views and materialized views, with their rules.</summary>
    Views,

    /// <summary>Functions, window functions and aggregates.</summary>
    Functions,

    /// <summary>Procedures.</summary>
    Procedures,

    /// <summary>Triggers and event triggers.</summary>
    Triggers,

    /// <summary>Rewrite rules that do not make a view.</summary>
    Rules,

    /// <summary>Row security policies.</summary>
    Policies,

    /// <summary>Sequences; their state belongs to <see cref="Data"/>.</summary>
    Sequences,

    /// <summary>Types and domains.</summary>
    Types,

    /// <summary>Operators, operator classes and families, casts, conversions, collations, transforms, languages, access methods.</summary>
    Operators,

    /// <summary>Text search configurations, dictionaries, parsers and templates.</summary>
    TextSearch,

    /// <summary>Extensions.</summary>
    Extensions,

    /// <summary>Foreign data wrappers, servers, user mappings and foreign tables.</summary>
    ForeignData,

    /// <summary>Publications and subscriptions.</summary>
    Replication,

    /// <summary>Large objects, which are data too: whoever leaves out <see cref="Data"/> leaves them out.</summary>
    LargeObjects,

    /// <summary>The roles that the database names.</summary>
    Users,

    /// <summary>Grants and default privileges.</summary>
    Privileges,

    /// <summary>Comments and security labels.</summary>
    Comments,

    /// <summary>The settings of the database itself, and of roles in it.</summary>
    Settings,

    /// <summary>Events: statements that the server itself runs at times.</summary>
    Events,
}
