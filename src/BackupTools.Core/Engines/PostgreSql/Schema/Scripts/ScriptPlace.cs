namespace BackupTools.Engines.PostgreSql.Schema.Scripts;

/// <summary>The scripts that a schema is divided into, in restore order.</summary>
internal enum ScriptPlace
{
    /// <summary><c>000-roles.sql</c>: the roles of the server.</summary>
    Roles,

    /// <summary><c>010-database.sql</c>: the settings of the database itself.</summary>
    Database,

    /// <summary><c>100-pre-data.sql</c>: what must be there before the rows.</summary>
    PreData,

    /// <summary><c>200-data.sql</c>: the state of sequences.</summary>
    Data,

    /// <summary><c>300-post-data.sql</c>: what is made when the rows are in.</summary>
    PostData,
}
