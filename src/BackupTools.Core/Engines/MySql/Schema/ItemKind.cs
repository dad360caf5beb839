namespace BackupTools.Engines.MySql.Schema;

/// <summary>What an entry of a schema makes. The names stand in archives and are permanent.</summary>
internal enum ItemKind
{
    Sequence,
    Table,
    Function,
    Procedure,
    Package,
    PackageBody,
    View,
    Trigger,
    Event,
}
