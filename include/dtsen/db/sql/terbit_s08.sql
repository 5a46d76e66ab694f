-- S08 balance: previous + new + moved in - died - moved out - removed = now, and nobody came or went without a cause
SELECT kecamatan, greatest(tanpa_sebab, abs(previous + "new" + moved_in - died - moved_out - removed - now)) AS jumlah,
       coalesce(nama, 'luar wilayah') AS rinci
FROM neraca
WHERE tanpa_sebab > 0 OR previous + "new" + moved_in - died - moved_out - removed <> now
ORDER BY kecamatan
