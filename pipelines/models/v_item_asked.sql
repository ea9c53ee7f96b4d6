-- The questions that one facility asks in a survey: those that anybody answered and that have a best answer.
-- reads: live.survey_item, v_item_day
-- A table of its own, so that a day of answers changes what hangs on it only where a question is new.
WITH scale(scale, lowest, highest) AS (
  VALUES ('nsua4', 1, 4), ('yn2', 0, 1), ('def3', 1, 3), ('0_10', 0, 10), ('recommend4', 1, 4), ('fft6', 1, 5),
    ('agree4', 1, 4), ('agree5', 1, 5), ('rating5', 1, 5)
)
SELECT d.facility_id, '?:' || d.facility_id AS unit_id, d.first_date, d.survey_type, d.version, d.item_code,
  coalesce(i.composite_code, 'unknown') AS composite_code, i.scale, i.top_box_values,
  s.lowest, coalesce(i.scale_max, s.highest) AS highest,
  list_contains(i.top_box_values, s.lowest::INTEGER::VARCHAR) AS is_best_lowest
FROM (
  SELECT facility_id, survey_type, version, item_code, min(answer_date) AS first_date
  FROM v_item_day
  GROUP BY ALL
) AS d
JOIN live.survey_item AS i ON i.survey_type = d.survey_type AND i.version = d.version AND i.item_code = d.item_code
JOIN scale AS s ON s.scale = i.scale
WHERE len(i.top_box_values) > 0
