using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>The letters by which catalogs say what something is.</summary>
internal static class CatalogCodes
{
    /// <summary>The error for a letter that is not among those that are known.</summary>
    /// <param name="code">The letter.</param>
    /// <param name="what">What it should say.</param>
    public static BackupException Unknown(string code, string what) => new(
        ErrorCode.DatabaseReadFailed, $"The server's catalogs have '{code}' as {what}, which is unknown.",
        "The server may be newer than this version of the product supports.", code);
}
