using System.Globalization;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog.Relations;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Indexes;

/// <summary>Writes the statements that make an index or its constraint, and what is set on it afterwards.</summary>
internal static class IndexDefinition
{
    /// <summary>The statements.</summary>
    public static string Write(Index index)
    {
        StringBuilder sql = new(RelationOptions.InTablespace(index.Tablespace, Create(index)));
        foreach ((int column, long target) in index.StatisticsTargets)
            sql.Append(CultureInfo.InvariantCulture, $"ALTER INDEX {index.FullName} ALTER COLUMN {column} SET STATISTICS {target};\n");
        if (index.IsClustered)
            sql.Append("ALTER TABLE ").Append(index.TableName).Append(" CLUSTER ON ").Append(SqlText.Name(index.Name)).Append(";\n");
        if (index.IsReplicaIdentity)
            sql.Append("ALTER TABLE ONLY ").Append(index.TableName)
                .Append(" REPLICA IDENTITY USING INDEX ").Append(SqlText.Name(index.Name)).Append(";\n");
        return sql.ToString();
    }

    private static string Create(Index index)
    {
        if (index.Constraint is { } constraint)
            return $"ALTER TABLE ONLY {index.TableName} ADD CONSTRAINT {SqlText.Name(constraint.Name)} {Definition(constraint, index.Options)};\n";
        if (!index.TableIsMember)
            return index.Definition + ";\n";

        // The catalogs do not say whether the extension's script made the index or a user did later.
        string body = $"BEGIN IF pg_catalog.to_regclass({SqlText.Literal(index.FullName)}) IS NULL THEN {index.Definition}; END IF; END";
        return $"DO {SqlText.DollarQuoted(body)};\n";
    }

    /// <summary>
    /// The storage parameters are missing in what the server gives for a primary key or a unique constraint. Their place
    /// is before the words on deferring.
    /// </summary>
    private static string Definition(IndexConstraint constraint, IReadOnlyList<string> options)
    {
        if (constraint.IsExclusion || RelationOptions.List(options) is not { } list)
            return constraint.Definition;
        string deferring = (constraint.IsDeferrable ? " DEFERRABLE" : "") + (constraint.IsDeferred ? " INITIALLY DEFERRED" : "");
        string definition = constraint.Definition;
        if (!definition.EndsWith(deferring, StringComparison.Ordinal))
            throw new BackupException(
                ErrorCode.DatabaseReadFailed,
                $"The server gives the constraint {constraint.Name} as '{definition}', which does not end in '{deferring}'.",
                "The server may be newer than this version of the product supports.", constraint.Name);
        return $"{definition[..^deferring.Length]} WITH {list}{deferring}";
    }
}
