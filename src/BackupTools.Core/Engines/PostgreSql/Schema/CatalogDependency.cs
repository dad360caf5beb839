namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>A row of <c>pg_depend</c>.</summary>
/// <param name="Object">What needs something.</param>
/// <param name="Reference">What it needs.</param>
/// <param name="Type">
/// <c>n</c> normal, <c>a</c> dropped along with the reference, <c>i</c> a part of the reference, <c>e</c> a member of
/// the extension, <c>P</c> and <c>S</c> a part of a partitioned object, <c>x</c> dropped along with the extension.
/// </param>
internal readonly record struct CatalogDependency(CatalogId Object, CatalogId Reference, char Type);
