using System.Text;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema.Mapping;

/// <summary>Comments that servers from some version on execute: <c>/*!80023 INVISIBLE */</c>, and MariaDB's <c>/*M!100301 COMPRESSED*/</c>.</summary>
internal static class VersionComments
{
    /// <summary>The SQL with what stands in them as plain SQL: what another product's versions would make of the numbers is chance.</summary>
    public static string Unwrap(string sql)
    {
        StringBuilder result = new(sql.Length);
        int copied = 0;
        for (int at = 0; SqlScanner.Next(sql, at) is { } token; at = token.End)
        {
            if (token.Kind != SqlTokenKind.Comment || BodyOf(sql.AsSpan(token.Start, token.Length)) is not { } body)
                continue;
            result.Append(sql, copied, token.Start - copied).Append(body);
            copied = token.End;
        }

        return result.Append(sql, copied, sql.Length - copied).ToString();
    }

    private static string? BodyOf(ReadOnlySpan<char> comment)
    {
        int start = comment.StartsWith("/*!") ? 3 : comment.StartsWith("/*M!") ? 4 : 0;
        if (start == 0 || !comment.EndsWith("*/") || comment.Length < start + 2)
            return null;
        return comment[start..^2].TrimStart("0123456789").ToString();
    }
}
