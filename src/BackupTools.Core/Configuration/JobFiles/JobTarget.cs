namespace BackupTools.Configuration;

/// <summary>Somebody whom a job tells; what the settings mean knows who sends.</summary>
/// <param name="Line">The line where it begins, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Text">The text, where it is one; else null.</param>
/// <param name="Settings">The settings, where it has keys.</param>
public sealed record JobTarget(int Line, int Column, string? Text, IReadOnlyList<JobTargetSetting> Settings);

/// <summary>A setting of a target.</summary>
/// <param name="Line">The line of the value, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Key">The key.</param>
/// <param name="Values">The value, or the values of a list. A secret is a reference.</param>
public sealed record JobTargetSetting(int Line, int Column, string Key, IReadOnlyList<string> Values);
